// `npm start` on a bare clone: plain Node, no dependencies. Installs what is missing, builds what is stale, and hands
// over to the command line in this same process, so that signals reach the supervisor directly.
import { requireNode } from "./lib/require-node.mjs";

requireNode();
const { ensureInstalled } = await import("./lib/install.mjs");
const { ensureBuilt } = await import("./build.mjs");
const { endChildrenOnSignals } = await import("./lib/run.mjs");
const say = (line) => process.stdout.write(`${line}\n`);

const leaveSignals = endChildrenOnSignals();
if ((await ensureInstalled(say)) && (await ensureBuilt(say))) {
  leaveSignals();
  process.argv.splice(2, 0, "start");
  await import("../cli/dist/main.js");
} else process.exitCode = 1;
