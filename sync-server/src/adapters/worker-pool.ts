import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { Log } from "@arogyasync/shared/ports";
import { err, ok, type Result } from "@arogyasync/shared/result";
import type { PushErrorCode } from "../core/judge.ts";
import { type JudgedWire, type JudgeJob, unflatten } from "../core/judged.ts";
import type { CompactFailure, DescribedChange, ProjectedDoc, Workshop } from "../core/workshop.ts";
import { whereOf } from "../events.ts";
import type { WorkerData, WorkerRequest } from "./worker.ts";

export interface WorkerPoolOptions {
  readonly url: URL;
  readonly workers: number;
  /** A change that keeps a worker busy this long costs the worker; the second time it is given four times as long. */
  readonly stallMs: number;
  /** Documents a worker materialises before it is replaced by a fresh one: wasm heaps only grow. */
  readonly docsPerWorker: number;
  readonly heapBytes: number;
  readonly isGuardOff: boolean;
  readonly log: Log;
}

/** The worker's file: beside this one, in source as in the bundle. */
export const defaultWorkerUrl = (): URL =>
  new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url);

/**
 * A worker written in TypeScript needs tsx, which `--import tsx` registers on the main thread only; vitest does not
 * transform worker threads at all. A few lines of JavaScript register it inside the worker.
 */
const startFile = (url: URL): URL => {
  if (!url.pathname.endsWith(".ts")) return url;
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx"));
  // The API's CommonJS face, which `require.resolve` would give, looks for its hooks in the wrong folder (4.23.15).
  const loader = new URL("./esm/api/index.mjs", tsx).href;
  const code = `import { register } from ${JSON.stringify(loader)}; register(); await import(${JSON.stringify(url.href)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
};

export interface WorkerPool extends Workshop {
  /** Resolves when every worker has started; rejects when one cannot. */
  started(): Promise<void>;
}

interface Task {
  readonly request: WorkerRequest;
  readonly resolve: (answer: unknown) => void;
  /** The worker died or stalled at this index; -1 when that says nothing. */
  readonly reject: (at: number) => void;
  readonly stallMs: number;
}
interface Slot {
  worker: Worker;
  progress: Int32Array;
  task: Task | undefined;
  isReady: boolean;
  /** Last progress seen by the watcher, and since when. */
  seen: number;
  since: number;
  docs: number;
  /** Starts in a row that ended before "ready". */
  failedStarts: number;
}

/**
 * What a worker makes is short-lived, its largest job a few megabytes, and wasm and buffers lie outside this heap. The
 * defaults (48 MB and gigabytes) let each of them keep its garbage resident.
 */
const YOUNG_GENERATION_MB = 8;
const OLD_GENERATION_MB = 160;
const RESPAWN_MS = 100;
const MAX_RESPAWN_MS = 5_000;

const JOB_LIMIT_MS = 60_000;
const MAX_CULPRITS = 16;

export const createWorkerPool = (options: WorkerPoolOptions): WorkerPool => {
  const file = startFile(options.url);
  const slots: Slot[] = [];
  /** People wait for pushes and feeds; compaction and projections take what is left, on the first worker only. */
  const urgent: Task[] = [];
  const background: Task[] = [];
  let restarts = 0;
  let isClosed = false;
  const starts: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const firstStarts: Promise<void>[] = [];

  const dispatch = (): void => {
    for (const slot of slots) {
      if (!slot.isReady || slot.task) continue;
      const task = urgent.shift() ?? (slot === slots[0] ? background.shift() : undefined);
      if (!task) continue;
      slot.task = task;
      Atomics.store(slot.progress, 0, -1);
      slot.seen = -1;
      slot.since = performance.now();
      slot.worker.postMessage(task.request);
    }
  };

  const spawn = (slot: Slot): void => {
    const shared = new SharedArrayBuffer(4);
    const data: WorkerData = {
      progress: shared,
      isGuardOff: options.isGuardOff,
      heapBytes: options.heapBytes,
    };
    const worker = new Worker(file, {
      workerData: data,
      execArgv: [],
      resourceLimits: {
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
        maxOldGenerationSizeMb: OLD_GENERATION_MB,
      },
    });
    slot.worker = worker;
    slot.progress = new Int32Array(shared);
    slot.isReady = false;
    slot.docs = 0;
    const replace = (cause: string): void => {
      if (slot.worker !== worker || isClosed) return;
      restarts++;
      options.log.warn("worker-replaced", { cause });
      const task = slot.task;
      const at = Atomics.load(slot.progress, 0);
      const wasReady = slot.isReady;
      slot.task = undefined;
      slot.isReady = false;
      void worker.terminate();
      if (wasReady) spawn(slot);
      else {
        starts[slots.indexOf(slot)]?.reject(new Error(`a worker thread cannot start: ${cause}`));
        // What cannot start now will hardly start in the next millisecond.
        const delayMs = Math.min(MAX_RESPAWN_MS, RESPAWN_MS * 2 ** slot.failedStarts++);
        setTimeout(() => {
          if (!isClosed) spawn(slot);
        }, delayMs).unref();
      }
      task?.reject(at);
    };
    worker.on("message", (answer: unknown) => {
      if (slot.worker !== worker) return;
      if (answer === "ready") {
        slot.isReady = true;
        slot.failedStarts = 0;
        starts[slots.indexOf(slot)]?.resolve();
      } else {
        const task = slot.task;
        slot.task = undefined;
        if (task?.request.type === "compact") slot.docs++;
        if (task?.request.type === "project") slot.docs += task.request.job.docs.length;
        task?.resolve(answer);
        if (slot.docs >= options.docsPerWorker) {
          slot.isReady = false;
          void worker.terminate();
          spawn(slot);
        }
      }
      dispatch();
    });
    // Before it is ready it has seen no data, so its message may be told.
    worker.on("error", (error) => replace(slot.isReady ? `${error.name} ${whereOf(error)}` : error.message));
    worker.on("exit", () => replace("exit"));
    stallCheck.set(slot, () => replace("stalled"));
  };

  const stallCheck = new Map<Slot, () => void>();
  const watcher = setInterval(() => {
    const now = performance.now();
    for (const slot of slots) {
      if (!slot.task) continue;
      const at = Atomics.load(slot.progress, 0);
      if (at !== slot.seen) {
        slot.seen = at;
        slot.since = now;
      } else if (now - slot.since > (at < 0 ? JOB_LIMIT_MS : slot.task.stallMs)) stallCheck.get(slot)?.();
    }
  }, 100);
  watcher.unref();

  for (let i = 0; i < options.workers; i++) {
    const slot = { task: undefined, seen: -1, since: 0, failedStarts: 0 } as unknown as Slot;
    slots.push(slot);
    firstStarts.push(new Promise((resolve, reject) => void starts.push({ resolve, reject })));
    spawn(slot);
  }

  const submit = <T>(request: WorkerRequest, stallMs = JOB_LIMIT_MS): Promise<T> =>
    new Promise((resolve, reject) => {
      if (isClosed) {
        reject(new WorkerLost(-1));
        return;
      }
      const queue = request.type === "compact" || request.type === "project" ? background : urgent;
      queue.push({
        request,
        resolve: resolve as (a: unknown) => void,
        reject: (at) => reject(new WorkerLost(at)),
        stallMs,
      });
      dispatch();
    });

  /** Runs a push; a change that takes a worker down twice is the culprit, and the rest goes on without it. */
  const judge = async (job: JudgeJob): ReturnType<Workshop["judge"]> => {
    const culprits = new Set<number>();
    const suspects = new Set<number>();
    for (;;) {
      try {
        const stallMs = suspects.size > 0 ? options.stallMs * 4 : options.stallMs;
        const answer = await submit<Result<JudgedWire, PushErrorCode>>(
          { type: "judge", job: { ...job, culprits: [...culprits] } },
          stallMs,
        );
        return answer.ok ? ok(unflatten(answer.value)) : answer;
      } catch (error) {
        if (!(error instanceof WorkerLost) || isClosed || culprits.size >= MAX_CULPRITS)
          return err("judge-failed");
        if (error.at < 0 && suspects.has(-1)) return err("judge-failed");
        if (error.at >= 0 && suspects.has(error.at)) culprits.add(error.at);
        suspects.add(error.at);
      }
    }
  };

  return {
    started: async () => void (await Promise.all(firstStarts)),
    judge,
    pack: (job) => submit({ type: "pack", job }),
    compact: async (job) => {
      try {
        return await submit<Result<Uint8Array, CompactFailure>>({ type: "compact", job });
      } catch {
        return err({ reason: "the worker did not survive it", culprit: undefined });
      }
    },
    project: async (job) => {
      try {
        return await submit<ProjectedDoc[]>({ type: "project", job });
      } catch {
        return job.docs.map(({ no }) => ({ no }));
      }
    },
    describe: async (job) => {
      try {
        return await submit<(DescribedChange | undefined)[]>({ type: "describe", job });
      } catch {
        return job.changes.map(() => undefined);
      }
    },
    recreate: async (job) => {
      try {
        return await submit<Uint8Array | undefined>({ type: "recreate", job });
      } catch {
        return undefined;
      }
    },
    stats: () => ({ workers: slots.length, restarts, queued: urgent.length + background.length }),
    async close() {
      isClosed = true;
      clearInterval(watcher);
      for (const task of [...urgent.splice(0), ...background.splice(0)]) task.reject(-1);
      await Promise.all(slots.map((slot) => slot.worker.terminate()));
      for (const slot of slots) slot.task?.reject(-1);
    },
  };
};

class WorkerLost extends Error {
  override name = "WorkerLost";
  readonly at: number;
  constructor(at: number) {
    super("the worker was lost");
    this.at = at;
  }
}
