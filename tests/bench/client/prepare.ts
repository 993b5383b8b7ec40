import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { login, unlock, waitForOfflineReady } from "../../e2e/support/app.ts";
import { type Device, openDevice, PHONE } from "../../e2e/support/browser.ts";
import { startTcpProxy } from "../../e2e/support/tcp-proxy.ts";
import { fillNewRelay, openRelay, PASSWORD, USER } from "./bench-relay.ts";
import { openPhonePage, type PhonePage } from "./phone-page.ts";
import { untilComplete } from "./progress.ts";
import { buildId, updateApp } from "./update-app.ts";

/** A phone that holds every patient, its app installed and its network gone. */
export interface PreparedPhone {
  readonly origin: string;
  readonly firstSync: { readonly seconds: number; readonly bytes: number };
  open(): Promise<PhonePage>;
  dispose(): void;
}

/** What `kept.json` says of a prepared folder: `relay/` is the relay's data, `phone/` the browser's profile. */
interface Kept {
  readonly port: number;
  readonly patients: number;
  readonly build: string;
  readonly seconds: number;
  readonly bytes: number;
}

export interface PrepareOptions {
  readonly publicDir: string;
  readonly patients: number;
  /** A folder in which the prepared phone is kept, and taken from when it is there already. */
  readonly keepDir: string | undefined;
  readonly say: (line: string) => void;
}

/** The relay up, the phone online at `port` (0: any), for as long as `work` takes. */
const withNetwork = async <T>(
  folder: string,
  publicDir: string,
  port: number,
  work: (at: {
    readonly relay: Awaited<ReturnType<typeof openRelay>>;
    readonly phone: () => Promise<{ device: Device; network: Awaited<ReturnType<typeof startTcpProxy>> }>;
  }) => Promise<T>,
): Promise<T> => {
  const relay = await openRelay(join(folder, "relay"), publicDir);
  const closers: (() => Promise<unknown>)[] = [() => relay.close()];
  try {
    return await work({
      relay,
      async phone() {
        const network = await startTcpProxy(relay.port, port);
        closers.unshift(() => network.close());
        const device = await openDevice(join(folder, "phone"), PHONE);
        closers.unshift(() => device.close());
        return { device, network };
      },
    });
  } finally {
    for (const close of closers) await close();
  }
};

const firstVisit = (folder: string, { publicDir, patients, say }: PrepareOptions): Promise<Kept> =>
  withNetwork(folder, publicDir, 0, async ({ relay, phone }) => {
    await fillNewRelay(relay, patients, say);
    const { device, network } = await phone();
    await device.page.goto(`${network.origin}/login`);
    await waitForOfflineReady(device.page);
    const [from, bytesBefore] = [performance.now(), network.received()];
    await login(device.page, network.origin, USER, PASSWORD);
    // Nobody touches it for as long as it fills.
    await device.page.evaluate(() => localStorage.setItem("arogya.lockMinutes", "30"));
    await untilComplete(device.page, patients, say);
    const seconds = (performance.now() - from) / 1000;
    const bytes = network.received() - bytesBefore;
    say(`  first sync ${seconds.toFixed(0)} s, ${(bytes / 1e6).toFixed(1)} MB`);
    return { port: network.port, patients, build: buildId(publicDir), seconds, bytes };
  });

/** A kept phone runs the app it was filled with: it takes the new build, as phones do, and settles again. */
const updateVisit = (folder: string, known: Kept, options: PrepareOptions): Promise<Kept> =>
  withNetwork(folder, options.publicDir, known.port, async ({ phone }) => {
    options.say("  the kept phone takes the new build");
    const { device, network } = await phone();
    await updateApp(device.page, network.origin, options.publicDir);
    await unlock(device.page);
    await untilComplete(device.page, options.patients, options.say);
    return { ...known, build: buildId(options.publicDir) };
  });

const readKept = (file: string, patients: number): Kept | undefined => {
  if (!existsSync(file)) return undefined;
  const kept = JSON.parse(readFileSync(file, "utf8")) as Kept;
  if (kept.patients !== patients)
    throw new Error(`${file} is of ${kept.patients} patients, not ${patients}: name another folder.`);
  return kept;
};

/** Fills a phone, or takes the kept one, brought to this build. Every run measures a copy of what is kept. */
export const preparePhone = async (options: PrepareOptions): Promise<PreparedPhone> => {
  const scratch = mkdtempSync(join(tmpdir(), "arogya-bench-client-"));
  const folder = options.keepDir ?? scratch;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "kept.json");
  const known = readKept(file, options.patients);
  const kept =
    known === undefined
      ? await firstVisit(folder, options)
      : known.build === buildId(options.publicDir)
        ? known
        : await updateVisit(folder, known, options);
  writeFileSync(file, JSON.stringify(kept));
  const profile = join(scratch, "phone");
  // A browser that was ended leaves its lock behind, and a copied lock would be somebody else's.
  const isNoLock = (source: string): boolean => !basename(source).startsWith("Singleton");
  if (folder !== scratch) cpSync(join(folder, "phone"), profile, { recursive: true, filter: isNoLock });
  return {
    origin: `http://localhost:${kept.port}`,
    firstSync: kept,
    open: () => openPhonePage(profile),
    dispose: () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }),
  };
};
