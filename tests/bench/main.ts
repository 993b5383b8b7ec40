import { readOptions } from "./lib/options.ts";
import { printTable, writeJson } from "./lib/print.ts";
import type { BenchOptions } from "./lib/options.ts";
import type { Report } from "./lib/report.ts";

const USAGE =
  "usage: npm run bench -- sync|client|security|live [--json FILE] [--quick] [--only row,row] [--alone] [--profile DIR] [--keep DIR] [--prepare]";

const QUICK_PATIENTS = 500;

/** Loaded when asked for: neither suite needs what the other is built on. */
const suites: Readonly<Record<string, () => Promise<(options: BenchOptions) => Promise<Report>>>> = {
  sync: async () => (await import("./sync/suite.ts")).runSyncBench,
  security: async () => (await import("./security/suite.ts")).runSecurityBench,
  live: async () => (await import("./live/suite.ts")).runLiveBench,
  client: async () => {
    const { runClient } = await import("./client/index.ts");
    return async ({ isQuick, ...options }) => {
      const patients = isQuick ? { patients: QUICK_PATIENTS } : {};
      return { bench: "client", rows: await runClient({ ...patients, ...options }) };
    };
  },
};

try {
  const { bench, json, options } = readOptions(process.argv.slice(2));
  const load = suites[bench];
  if (!load) throw new Error(`no benchmark is called ${bench}`);
  const report = await (await load())(options);
  printTable(report);
  if (json !== undefined) writeJson(report, json);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error(USAGE);
  process.exitCode = 1;
}
