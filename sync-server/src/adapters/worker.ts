// A worker thread of the relay: everything that runs wasm happens here. Started by adapters/worker-pool.ts.
import { parentPort, workerData } from "node:worker_threads";
import { useSha256 } from "@arogyasync/shared/bytes";
import { must } from "@arogyasync/shared/result";
import { judgePush } from "../core/judge.ts";
import { flatten, type JudgeJob } from "../core/judged.ts";
import type { CompactJob, DescribeJob, PackJob, ProjectJob, RecreateJob } from "../core/workshop.ts";
import { nodeSha256 } from "./node-crypto.ts";
import { describeTask, recreateTask } from "./quarantine-tasks.ts";
import { compactTask, growWasmHeap, judgeDeps, packTask, projectTask } from "./workshop-tasks.ts";

export interface WorkerData {
  /** One Int32: the index of the change being decoded. Survives the worker, so a crash names its culprit. */
  readonly progress: SharedArrayBuffer;
  readonly isGuardOff: boolean;
  readonly heapBytes: number;
}
export type WorkerRequest =
  | { readonly type: "judge"; readonly job: JudgeJob }
  | { readonly type: "pack"; readonly job: PackJob }
  | { readonly type: "compact"; readonly job: CompactJob }
  | { readonly type: "project"; readonly job: ProjectJob }
  | { readonly type: "describe"; readonly job: DescribeJob }
  | { readonly type: "recreate"; readonly job: RecreateJob };

useSha256(nodeSha256);
const port = must(parentPort, "runs as a worker thread");
const { progress, isGuardOff, heapBytes } = workerData as WorkerData;
const cell = new Int32Array(progress);
const judge = judgeDeps((index) => Atomics.store(cell, 0, index), isGuardOff);
let isHeapGrown = false;

const run = async (request: WorkerRequest): Promise<{ answer: unknown; transfer: ArrayBuffer[] }> => {
  if (request.type === "judge") {
    const judged = judgePush(judge, request.job);
    if (!judged.ok) return { answer: judged, transfer: [] };
    const wire = flatten(judged.value);
    const parts = [wire.numbers, wire.blob, wire.hashes, wire.actors, wire.deps];
    return { answer: { ok: true, value: wire }, transfer: parts.map((p) => p.buffer as ArrayBuffer) };
  }
  if (request.type === "pack") {
    const packed = packTask(request.job);
    return { answer: packed, transfer: [packed.buffer as ArrayBuffer] };
  }
  if (request.type === "describe") return { answer: describeTask(request.job), transfer: [] };
  if (request.type === "recreate") return { answer: await recreateTask(request.job), transfer: [] };
  const isMaterialised = request.type === "compact" || request.job.docs.some((doc) => doc.kind === "patient");
  if (isMaterialised && !isHeapGrown) {
    growWasmHeap(heapBytes);
    isHeapGrown = true;
  }
  return {
    answer: request.type === "compact" ? compactTask(request.job) : projectTask(request.job),
    transfer: [],
  };
};

port.on("message", (request: WorkerRequest) => {
  // An error ends the thread: the pool knows which job it was, and starts another.
  void run(request).then(({ answer, transfer }) => port.postMessage(answer, transfer));
});
port.postMessage("ready");
