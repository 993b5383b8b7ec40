import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRelay } from "@arogyasync/sync-server/app";
import { testConfig } from "@arogyasync/sync-server/testing";
import type { Page } from "playwright-core";
import { login, until, waitForOfflineReady } from "../../e2e/support/app.ts";
import { type Device, openDevice, PHONE } from "../../e2e/support/browser.ts";
import { startTcpProxy } from "../../e2e/support/tcp-proxy.ts";
import { fillRelay } from "./fill-relay.ts";
import { installBench } from "./in-page.ts";

const CLINIC = "phc-bench";
const USER = "asha";
const PASSWORD = "only-for-this-bench";
const FIRST_SYNC_MS = 1_800_000;

/** A phone that holds every patient, its app installed and its network gone. */
export interface PreparedPhone {
  readonly origin: string;
  readonly firstSync: { readonly seconds: number; readonly bytes: number };
  open(): Promise<Device>;
  dispose(): void;
}

interface Kept {
  readonly port: number;
  readonly patients: number;
  readonly seconds: number;
  readonly bytes: number;
}

/** What the app itself stores about its progress (client/src/worker/projection): patients known, documents to look at. */
const progressOf = (page: Page) =>
  page.evaluate(async () => {
    const marker = JSON.parse(localStorage.getItem("arogya-marker") ?? "{}") as { documents?: number };
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open("arogya");
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(new Error("no database"));
    });
    const count = (prefix: string) =>
      new Promise<number>((resolve) => {
        const range = IDBKeyRange.bound([prefix], [prefix, []]);
        const asking = db.transaction("documents").objectStore("documents").count(range);
        asking.onsuccess = () => resolve(asking.result);
      });
    const [dirty, rows, search] = [await count("~dirty"), await count("~row"), await count("~search")];
    db.close();
    return { patients: marker.documents ?? 0, dirty, rows, search };
  });

const untilComplete = async (page: Page, patients: number, say: (line: string) => void): Promise<void> => {
  let calm = 0;
  let told = 0;
  await until(
    `${patients} patients on the device`,
    async () => {
      const now = await progressOf(page);
      if (Date.now() - told > 15_000) {
        told = Date.now();
        say(`  on the device: ${now.patients} patients, ${now.dirty} documents to look at`);
      }
      const isDone = now.patients >= patients && now.dirty === 0 && now.search === 1 && now.rows <= 400;
      calm = isDone ? calm + 1 : 0;
      return calm >= 4 ? true : undefined;
    },
    FIRST_SYNC_MS,
  );
};

const firstVisit = async (
  folder: string,
  publicDir: string,
  patients: number,
  say: (line: string) => void,
): Promise<Kept> => {
  const config = testConfig(join(folder, "relay"));
  const relay = await createRelay({ ...config, workers: 2, publicDir });
  try {
    await relay.users.addClinic({ id: CLINIC, name: "PHC Bench", demo: true });
    const added = await relay.users.addUser({
      id: USER,
      name: "Asha (bench)",
      password: PASSWORD,
      roles: ["field"],
      clinics: [CLINIC],
    });
    if (!added.ok) throw new Error(added.error);
    say(`filling a relay with ${patients} patients`);
    const filledFrom = performance.now();
    await fillRelay(relay, CLINIC, patients, say);
    say(`  filled in ${((performance.now() - filledFrom) / 1000).toFixed(0)} s; compacting`);
    await relay.compactNow();
    const network = await startTcpProxy(relay.port);
    const device = await openPhone(join(folder, "phone"));
    try {
      await device.page.goto(`${network.origin}/login`);
      await waitForOfflineReady(device.page);
      const [from, bytesBefore] = [performance.now(), network.received()];
      await login(device.page, network.origin, USER, PASSWORD);
      await untilComplete(device.page, patients, say);
      const seconds = (performance.now() - from) / 1000;
      const bytes = network.received() - bytesBefore;
      say(`  first sync ${seconds.toFixed(0)} s, ${(bytes / 1e6).toFixed(1)} MB`);
      return { port: network.port, patients, seconds, bytes };
    } finally {
      await device.close();
      await network.close();
    }
  } finally {
    await relay.close();
  }
};

/** Every page of the phone has the benchmark's own functions from its first moment. */
const openPhone = async (profileDir: string): Promise<Device> => {
  const device = await openDevice(profileDir, PHONE);
  // tsx has every function keep its name through a helper that a page does not have.
  await device.page.addInitScript("globalThis.__name = (target) => target;");
  await device.page.addInitScript(installBench);
  return device;
};

/** @param keepDir a folder in which the prepared phone is kept, and taken from when it is there already. */
export const preparePhone = async (options: {
  readonly publicDir: string;
  readonly patients: number;
  readonly keepDir: string | undefined;
  readonly say: (line: string) => void;
}): Promise<PreparedPhone> => {
  const folder = options.keepDir ?? mkdtempSync(join(tmpdir(), "arogya-bench-client-"));
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "kept.json");
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Kept) : undefined;
  const kept =
    known?.patients === options.patients
      ? known
      : await firstVisit(folder, options.publicDir, options.patients, options.say);
  writeFileSync(file, JSON.stringify(kept));
  return {
    origin: `http://localhost:${kept.port}`,
    firstSync: kept,
    open: () => openPhone(join(folder, "phone")),
    dispose() {
      if (options.keepDir === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
};
