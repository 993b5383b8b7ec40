import { Worker } from "node:worker_threads";
import type { PhonePage } from "./phone-page.ts";

/** Waking every thread of a browser takes most of a millisecond: shorter runs would be spent on that alone. */
export const RUN_MS = 4;

/** How long the browser stands still after each run of 4 ms; found by `calibrate`. */
export interface CpuLimit {
  readonly stopMs: number;
}

/**
 * Slows every thread of every process of a browser by stopping and continuing its process group. The protocol's own
 * throttle slows the page's main thread only, while this app searches, saves and opens its documents in a worker.
 * Gives what lets the browser run freely again.
 */
const startLimit = ({ groupId }: PhonePage, { stopMs }: CpuLimit): (() => Promise<void>) => {
  const gate = new SharedArrayBuffer(4);
  const flag = new Int32Array(gate);
  flag[0] = 1;
  const worker = new Worker(new URL("./duty-cycle.mjs", import.meta.url), {
    workerData: { groupId, runMs: RUN_MS, stopMs, gate },
    execArgv: [],
  });
  const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
  // Who ends the benchmark here would leave a stopped browser behind for ever.
  const giveUp = (): void => {
    process.kill(-groupId, "SIGKILL");
    process.exit(130);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, giveUp);
  return async () => {
    Atomics.store(flag, 0, 0);
    await ended;
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, giveUp);
  };
};

/** Runs with the limit on, and takes it off whatever happens. */
export const limited = async <T>(limit: CpuLimit, page: PhonePage, work: () => Promise<T>): Promise<T> => {
  const release = startLimit(page, limit);
  try {
    return await work();
  } finally {
    await release();
  }
};

export const limitText = ({ stopMs }: CpuLimit): string =>
  `SIGSTOP/SIGCONT over the browser's process group, ${RUN_MS} ms on, ${stopMs.toFixed(1)} ms off`;
