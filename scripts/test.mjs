// `npm test`, the one test command: installs and builds what is missing, then checks and tests everything. Its last
// line is "N passed, N failed" (", N skipped" where there are any) and its exit code says the same.
// REQUIRE_SERVICES=1 makes tests that need a service (PostgreSQL, NATS, …) fail where they would skip themselves.
import { requireNode } from "./lib/require-node.mjs";

requireNode();
const { ensureInstalled } = await import("./lib/install.mjs");
const { endChildrenOnSignals, killAll } = await import("./lib/run.mjs");
const { markProcesses } = await import("./lib/leftovers.mjs");

/** The whole run ends before this, on two cores, even where a test hangs. */
const BUDGET_MS = 27 * 60_000;
/** One after another: they compete for the same two cores, and timings inside them would lie. */
const LANES = [["unit", "architecture", "contract"], ["integration"], ["simulation"], ["e2e"]];

const startedAt = Date.now();
const say = (line) => process.stdout.write(`${line}\n`);
const processes = markProcesses();
endChildrenOnSignals();

/** @type {{ passed: number, failed: string[], skipped: string[] }} */
const total = { passed: 0, failed: [], skipped: [] };
const add = ({ passed, failed, skipped = [] }) => {
  total.passed += passed;
  total.failed.push(...failed);
  total.skipped.push(...skipped);
};

const prepare = async () => {
  if (!(await ensureInstalled(say))) return "npm install";
  const { ensureBuilt } = await import("./build.mjs");
  return (await ensureBuilt(say)) ? undefined : "build";
};

const testEverything = async () => {
  const { runStaticChecks } = await import("./lib/static-checks.mjs");
  const { checkSupplyChain } = await import("./lib/supply-chain.mjs");
  const { ensureChromium } = await import("./lib/chromium.mjs");
  const { runVitest } = await import("./lib/vitest-run.mjs");
  add(await runStaticChecks(say));
  add(await checkSupplyChain(say));
  const chromium = await ensureChromium(say);
  for (const projects of LANES) {
    if (projects.includes("e2e") && !chromium) {
      add({ passed: 0, failed: ["e2e: no Chromium"] });
      continue;
    }
    say(`\n— ${projects.join(", ")} —`);
    const timeoutMs = Math.max(1000, BUDGET_MS - (Date.now() - startedAt));
    add(await runVitest(projects, { timeoutMs, env: { CHROMIUM_PATH: chromium } }));
  }
};

const broken = await prepare();
if (broken) total.failed.push(broken);
else await testEverything();

killAll();
for (const { pid, name } of await processes.end())
  say(`Ended a process that a test left behind: ${pid} ${name}`);
for (const name of total.skipped) say(`- skipped: ${name}`);
for (const name of total.failed) say(`✗ ${name}`);
const skipped = total.skipped.length > 0 ? `, ${total.skipped.length} skipped` : "";
process.exitCode = total.failed.length === 0 ? 0 : 1;
say(`${total.passed} passed, ${total.failed.length} failed${skipped}`);
