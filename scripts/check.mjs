// `npm run check`: format, lint, types, unit and architecture tests; says which step failed.
import { requireNode } from "./lib/require-node.mjs";

requireNode();
const { ensureInstalled } = await import("./lib/install.mjs");
const { endChildrenOnSignals } = await import("./lib/run.mjs");
const { runStaticChecks } = await import("./lib/static-checks.mjs");
const { runVitest } = await import("./lib/vitest-run.mjs");

endChildrenOnSignals();
const say = (line) => process.stdout.write(`${line}\n`);
if (!(await ensureInstalled(say))) process.exit(1);

const checks = await runStaticChecks(say);
const tests = await runVitest(["unit", "architecture"], { timeoutMs: 300_000 });
const failed = [...checks.failed, ...tests.failed];
for (const name of failed) say(`✗ ${name}`);
say(failed.length === 0 ? "All checks passed." : `Failed: ${failed.length}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
