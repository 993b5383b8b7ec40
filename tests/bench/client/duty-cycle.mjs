// A thread of its own, so that what the benchmark does meanwhile does not stretch the beat.
import { parentPort, workerData } from "node:worker_threads";

const { groupId, runMs, stopMs, gate } = workerData;
const flag = new Int32Array(gate);
const cell = new Int32Array(new SharedArrayBuffer(4));
const signal = (name) => {
  try {
    process.kill(-groupId, name);
    return true;
  } catch {
    return false; // the browser is gone
  }
};
// Beats start on a grid, or the time a signal takes would add to every period.
const periodMs = runMs + stopMs;
let next = performance.now();
while (Atomics.load(flag, 0) === 1 && signal("SIGCONT")) {
  Atomics.wait(cell, 0, 0, Math.max(0, next + runMs - performance.now()));
  signal("SIGSTOP");
  Atomics.wait(cell, 0, 0, Math.max(0, next + periodMs - performance.now()));
  next = Math.max(next + periodMs, performance.now() - periodMs);
}
signal("SIGCONT");
parentPort.postMessage("ended");
