import { join } from "node:path";
import { rootDir } from "./root.mjs";
import { run } from "./run.mjs";

/** A tool of node_modules, run with this very Node. */
export const tool = (name) => join(rootDir, "node_modules/.bin", name);

const checks = [
  { name: "format", command: "biome", args: ["format", "."], mend: "npm run format" },
  { name: "lint (oxlint)", command: "oxlint", args: ["--deny-warnings"] },
  { name: "undeclared dependencies (biome)", command: "biome", args: ["lint", "."] },
  { name: "types", command: "tsc", args: ["-b"] },
];

/**
 * Formatting, lint and types, each to its end, so that one run names everything that is wrong.
 * @param {(line: string) => void} say
 * @returns {Promise<{ passed: number, failed: readonly string[] }>}
 */
export const runStaticChecks = async (say) => {
  const failed = [];
  for (const { name, command, args, mend } of checks) {
    const startedAt = Date.now();
    const { code, output } = await run(tool(command), args, { cwd: rootDir, quiet: true });
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    say(`${code === 0 ? "✓" : "✗"} ${name} (${seconds} s)`);
    if (code === 0) continue;
    say(output.trimEnd());
    if (mend) say(`${mend} mends this.`);
    failed.push(name);
  }
  return { passed: checks.length - failed.length, failed };
};
