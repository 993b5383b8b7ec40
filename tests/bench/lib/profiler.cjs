// Preloaded into a server that is profiled: every thread leaves its CPU profile, four seconds a file, in PROF_DIR.
const { mkdirSync, writeFileSync } = require("node:fs");
const { Session } = require("node:inspector");
const path = require("node:path");
const { isMainThread, threadId } = require("node:worker_threads");

const PERIOD_MS = 4_000;
const SAMPLE_US = 500;
const dir = process.env.PROF_DIR;
mkdirSync(dir, { recursive: true });
const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.setSamplingInterval", { interval: SAMPLE_US });
session.post("Profiler.start");
let count = 0;
const write = () =>
  session.post("Profiler.stop", (error, answer) => {
    const name = `thread-${threadId}-${String(count++).padStart(3, "0")}.cpuprofile`;
    if (!error) writeFileSync(path.join(dir, name), JSON.stringify(answer.profile));
    session.post("Profiler.start");
  });
setInterval(write, PERIOD_MS).unref();
if (isMainThread) process.on("exit", write);
