import type { WorkerEvent, WorkerMethods } from "../worker/api.ts";
import { createRpcClient, type RpcClient } from "../worker/rpc.ts";

/** Starts this tab's worker and speaks to it; `end` stops it where it stands. */
export const startWorker = (): {
  readonly rpc: RpcClient<WorkerMethods, WorkerEvent>;
  readonly end: () => void;
} => {
  const worker = new Worker(new URL("../worker/main.ts", import.meta.url), {
    type: "module",
    name: "arogya",
  });
  const rpc = createRpcClient<WorkerMethods, WorkerEvent>({
    post: (message) => worker.postMessage(message),
    onMessage: (fn) => worker.addEventListener("message", (event: MessageEvent) => fn(event.data)),
  });
  // A script that does not load (a damaged install) must end in NOT SAVED, not in a wait without end. An error after
  // it has spoken concerns one task of it, whose caller hears of it by itself.
  let hasSpoken = false;
  worker.addEventListener("message", () => {
    hasSpoken = true;
  });
  worker.addEventListener("error", () => {
    if (!hasSpoken) rpc.fail("worker-failed");
  });
  return { rpc, end: () => worker.terminate() };
};
