import type { Page } from "playwright-core";
import { until } from "../../e2e/support/app.ts";

/** First syncs and rebuilds of ten thousand patients on a slow machine. */
const COMPLETE_MS = 1_800_000;
const TELL_EVERY_MS = 15_000;
/** Looks in a row (250 ms apart) in which nothing was left to do. */
const CALM_LOOKS = 4;

/** What the app itself stores about its progress (client/src/worker/projection): patients known, documents to look at. */
const progressOf = (page: Page) =>
  page.evaluate(async () => {
    const marker = JSON.parse(localStorage.getItem("arogya-marker") ?? "{}") as { documents?: number };
    const name = (await indexedDB.databases()).find((one) => one.name?.startsWith("arogya-vault-"))?.name;
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open(name ?? "");
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(new Error("no database"));
    });
    // No function here has a name: the runner's compiler would wrap it in a helper that the page does not have.
    const [dirty = 0, rows = 0, search = 0] = await Promise.all(
      ["~dirty", "~row", "~search"].map(
        (prefix) =>
          new Promise<number>((resolve) => {
            const range = IDBKeyRange.bound([prefix], [prefix, []]);
            const asking = db.transaction("documents").objectStore("documents").count(range);
            asking.onsuccess = () => resolve(asking.result);
          }),
      ),
    );
    db.close();
    return { patients: marker.documents ?? 0, dirty, rows, search };
  });

/** Resolves when every patient is on the device and the projection has caught up and is packed. */
export const untilComplete = async (
  page: Page,
  patients: number,
  say: (line: string) => void,
): Promise<void> => {
  let calm = 0;
  let told = 0;
  await until(
    `${patients} patients on the device`,
    async () => {
      const now = await progressOf(page);
      if (Date.now() - told > TELL_EVERY_MS) {
        told = Date.now();
        say(`  on the device: ${now.patients} patients, ${now.dirty} documents to look at`);
      }
      const isDone = now.patients >= patients && now.dirty === 0 && now.search === 1 && now.rows <= 400;
      calm = isDone ? calm + 1 : 0;
      return calm >= CALM_LOOKS ? true : undefined;
    },
    COMPLETE_MS,
  );
};
