import { Worker } from "node:worker_threads";
import type { Browser, Page } from "playwright-core";

/** A quarter of the time on, three quarters off: every thread of every process of the browser, workers included. */
const RUN_MS = 2;
const STOP_MS = 6;

export interface CpuLimit {
  /** Lets the browser run freely again. */
  release(): Promise<void>;
}

/** The browser's process group: it is started as the leader of one, and its children stay in it. */
const groupOf = async (browser: Browser): Promise<number> => {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = (await session.send("SystemInfo.getProcessInfo")) as {
    processInfo: { type: string; id: number }[];
  };
  await session.detach();
  const id = processInfo.find(({ type }) => type === "browser")?.id;
  if (id === undefined) throw new Error("the browser does not say its process id");
  return id;
};

/**
 * Makes a whole browser four times slower by stopping and continuing its process group. The protocol's own throttle
 * slows the page's main thread only, while this app searches, saves and opens its documents in a worker.
 */
export const limitCpu = async (page: Page): Promise<CpuLimit> => {
  const browser = page.context().browser();
  if (!browser) throw new Error("no browser behind this page");
  const groupId = await groupOf(browser);
  const gate = new SharedArrayBuffer(4);
  const flag = new Int32Array(gate);
  flag[0] = 1;
  const worker = new Worker(new URL("./duty-cycle.mjs", import.meta.url), {
    workerData: { groupId, runMs: RUN_MS, stopMs: STOP_MS, gate },
    execArgv: [],
  });
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  // Who ends the benchmark here would leave a stopped browser behind for ever.
  const giveUp = (): void => {
    process.kill(-groupId, "SIGKILL");
    process.exit(130);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, giveUp);
  return {
    async release() {
      Atomics.store(flag, 0, 0);
      await ended;
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, giveUp);
    },
  };
};

/** Runs with the limit on, and takes it off whatever happens. */
export const limited = async <T>(page: Page, work: () => Promise<T>): Promise<T> => {
  const limit = await limitCpu(page);
  try {
    return await work();
  } finally {
    await limit.release();
  }
};

export const limitText = `SIGSTOP/SIGCONT over the browser's process group, ${RUN_MS} ms on, ${STOP_MS} ms off`;
