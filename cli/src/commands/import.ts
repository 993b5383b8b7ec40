import { join } from "node:path";
import { CLINIC_ID } from "@arogyasync/shared/records";
import { readConfig } from "@arogyasync/sync-server/config";
import type { Command } from "commander";
import { agentFor } from "@arogyasync/shared/node/own-certificate";
import { openStayFiles, type StayFiles } from "../adapters/stay-files.ts";
import { FORMAT } from "../core/challenge2019/readings.ts";
import { CommandError, type ExitCode, exitCodes } from "../exit-codes.ts";
import { holdLock } from "../hold-lock.ts";
import { importAccess } from "../import/access.ts";
import { openFindingsReport } from "../import/findings-report.ts";
import { readStays } from "../import/import-stays.ts";
import { summaryLines } from "../import/summary.ts";
import { createOutput } from "../output.ts";
import type { Outcome } from "../program.ts";
import { urlOf } from "../supervisor/services.ts";
import { dataDirOf } from "./start-config.ts";
import { dataDirOption } from "./with-admin.ts";

interface ImportOptions {
  readonly format: string;
  readonly clinic?: string;
  readonly baseDate: string;
  readonly relay?: string;
  readonly serviceKey?: string;
  readonly importKey?: string;
  readonly report?: string;
  readonly dataDir?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const usage = (code: string, message: string): CommandError =>
  new CommandError(exitCodes.usage, code, message);

/** A date or an instant; a date is its midnight in UTC, whatever the machine's time zone. */
const baseDateOf = (text: string): number => {
  const hasZone = /T.*(Z|[+-]\d\d:\d\d)$/.test(text);
  const instant = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) || hasZone ? text : "");
  const year = Number.isNaN(instant) ? 0 : new Date(instant).getUTCFullYear();
  if (year >= 1900 && year < 2100) return instant;
  throw usage(
    "bad-base-date",
    `--base-date is a day such as 2019-01-01, or an instant with its zone, not "${text}"`,
  );
};

const openSource = async (path: string): Promise<StayFiles> => {
  try {
    return await openStayFiles(path);
  } catch (error) {
    throw usage(
      "no-such-file",
      `${path} cannot be read (${(error as { code?: string }).code ?? String(error)})`,
    );
  }
};

/** Asked once, it finishes the write under way and keeps everything; the caller then reports and ends. */
const listenForStop = (): (() => boolean) => {
  let isStopped = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      isStopped = true;
    });
  return () => isStopped;
};

const dryRun = async (source: StayFiles, options: ImportOptions): Promise<ExitCode> => {
  const output = createOutput(options.json ?? false);
  const report = openFindingsReport(options.report, output.problem);
  const tally = await readStays(source, {
    take: () => Promise.resolve(),
    onFinding: report.add,
    onProgress: () => undefined,
    isStopped: () => false,
  });
  report.close();
  output.result({ dryRun: true, format: FORMAT, ...tally, findings: report.countByCode }, () => [
    ...summaryLines(tally, undefined),
    "Nothing was written (--dry-run).",
  ]);
  return tally.filesLeftOut > 0 ? exitCodes.incomplete : exitCodes.done;
};

const importInto = async (clinic: string, source: StayFiles, options: ImportOptions): Promise<ExitCode> => {
  const output = createOutput(options.json ?? false);
  const isStopped = listenForStop();
  const folder = join(dataDirOf(process.env, options.dataDir), "import", clinic);
  const access = await importAccess({ ...options, clinic });
  const unlock = holdLock(
    join(folder, "import.lock"),
    `another import into ${clinic} is running; wait for it to end`,
  );
  const report = openFindingsReport(options.report ?? join(folder, "findings.jsonl"), output.problem);
  try {
    // Automerge's wasm starts with the first command that needs it.
    const { runImport } = await import("../import/run-import.ts");
    const own = readConfig(process.env);
    const relayUrl = options.relay ?? urlOf({ ...own, isTls: own.tls !== undefined });
    const agent = options.relay === undefined && own.tls ? agentFor(own.tls.certFile) : undefined;
    const baseDateMs = baseDateOf(options.baseDate);
    const run = { source, access, relayUrl, agent, clinic, baseDateMs, folder, output, report, isStopped };
    const { tally, written, pending, reason } = await runImport(run);
    const result = { format: FORMAT, clinic, ...tally, written, pending, findings: report.countByCode };
    output.result({ ...result, reason: reason ?? null, report: report.file }, () => [
      ...summaryLines(tally, written),
      pending === 0
        ? "Everything is on the relay's disk."
        : `${pending} changes have not reached the relay (${reason}); run the same command again.`,
      `Findings ${Object.values(report.countByCode).reduce((sum, n) => sum + n, 0)}, listed in ${report.file}`,
    ]);
    if (isStopped()) return exitCodes.interrupted;
    if (pending > 0) return exitCodes.notSent;
    return tally.filesLeftOut > 0 || written.refused > 0 ? exitCodes.incomplete : exitCodes.done;
  } finally {
    report.close();
    unlock();
  }
};

const runCommand = async (path: string, options: ImportOptions): Promise<ExitCode> => {
  if (options.format !== FORMAT)
    throw usage("unknown-format", `unknown format ${options.format}; there is one: ${FORMAT}`);
  baseDateOf(options.baseDate);
  const source = await openSource(path);
  if (options.dryRun) return dryRun(source, options);
  if (options.clinic === undefined || !CLINIC_ID.test(options.clinic))
    throw usage(
      "no-clinic",
      "--clinic says which clinic the stays belong to; `arogya clinic list` shows them",
    );
  return importInto(options.clinic, source, options);
};

export const importCommand = (program: Command, outcome: Outcome): void => {
  program
    .command("import")
    .description("bring records in from files, as one more device of the clinic")
    .argument("<path>", "a folder of .psv files, or a tar archive of them (.tar, .tar.gz)")
    .requiredOption("--format <name>", `what the files are: ${FORMAT} (PhysioNet/CinC Challenge 2019)`)
    .option("--clinic <id>", "the clinic they belong to")
    .option("--base-date <date>", "what hour 0 of every stay is, in UTC", "2019-01-01")
    .option("--relay <url>", "the relay (default: from HOST and PORT)")
    .option("--service-key <file>", "the importer's key, where this is not the relay's machine")
    .option("--import-key <file>", "the clinic's import key, where this is not the relay's machine")
    .option("--report <file>", "every finding as JSON lines (default: in the data folder)")
    .option("--dry-run", "read and count, write nothing, need no relay")
    .option(...dataDirOption)
    .option("--json", "print the counts as JSON")
    .addHelpText(
      "after",
      `
Importing the same files again changes nothing; an import that was interrupted goes on when it is run again.
Values outside the hard limits are left out and listed by file and row.

Examples:
  npx arogya import --format challenge2019 stays.tar.gz --clinic phc-hosahalli
  npx arogya import --format challenge2019 ./stays --clinic phc-hosahalli --base-date 2024-04-01
  npx arogya import --format challenge2019 stays.tar.gz --dry-run --json`,
    )
    .action(async (path: string, options: ImportOptions) => {
      outcome.exitCode = await runCommand(path, options);
    });
};
