import { Command, CommanderError } from "commander";
import { clinicCommand } from "./commands/clinic.ts";
import { eraseCommand } from "./commands/erase.ts";
import { deviceCommand } from "./commands/device.ts";
import { keysCommand } from "./commands/keys.ts";
import { importCommand } from "./commands/import.ts";
import { quarantineCommand } from "./commands/quarantine.ts";
import { revokeCommand } from "./commands/revoke.ts";
import { startCommand } from "./commands/start.ts";
import { userCommand } from "./commands/user.ts";
import { CommandError, type ExitCode, exitCodes, exitCodeTexts } from "./exit-codes.ts";
import { version } from "./version.ts";
import { SecretFileError } from "@arogyasync/shared/node/secret-file";

const exitCodeHelp = (): string =>
  [
    "Exit codes:",
    ...Object.entries(exitCodeTexts).map(([code, text]) => `  ${code.padStart(3)}  ${text}`),
  ].join("\n");

/** What a command leaves behind for the process to end with. */
export interface Outcome {
  exitCode: ExitCode;
}

const buildProgram = (outcome: Outcome): Command => {
  const program = new Command("arogya")
    // First, because sub-commands inherit what is set when they are added.
    .exitOverride()
    .showHelpAfterError("(arogya --help lists the commands)")
    .description(
      "ArogyaSync: clinical vitals that work offline. Starts the services, manages people, imports data.",
    )
    .version(version)
    .addHelpText(
      "after",
      `\n${exitCodeHelp()}\n\nEvery command takes --json and --help, which shows examples.`,
    );
  for (const add of [
    startCommand,
    userCommand,
    clinicCommand,
    deviceCommand,
    importCommand,
    keysCommand,
    quarantineCommand,
    revokeCommand,
    eraseCommand,
  ])
    add(program, outcome);
  return program;
};

const wantsJson = (argv: readonly string[]): boolean => argv.includes("--json");

/** An expected failure is one line (or one JSON value with `--json`); anything else is a bug and shows where. */
const report = (problem: unknown, argv: readonly string[]): ExitCode => {
  const error =
    problem instanceof SecretFileError
      ? new CommandError(exitCodes.usage, "secret-readable", problem.message)
      : problem;
  // Commander has printed its message (or the help that was asked for) already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof CommandError) {
    const value = { error: { code: error.code, message: error.message } };
    process.stderr.write(`${wantsJson(argv) ? JSON.stringify(value) : `arogya: ${error.message}`}\n`);
    return error.exitCode;
  }
  process.stderr.write(
    `arogya: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return exitCodes.failed;
};

/** Runs one command line and gives the process's exit code. @param argv as in `process.argv`. */
export const runProgram = async (argv: readonly string[]): Promise<ExitCode> => {
  const outcome: Outcome = { exitCode: exitCodes.done };
  try {
    await buildProgram(outcome).parseAsync(argv);
    return outcome.exitCode;
  } catch (error) {
    return report(error, argv);
  }
};
