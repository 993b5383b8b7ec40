import { join } from "node:path";
import type { Command } from "commander";
import { CommandError, type ExitCode, exitCodes } from "../exit-codes.ts";
import { holdLock } from "../hold-lock.ts";
import { createOutput, type Output } from "../output.ts";
import type { Outcome } from "../program.ts";
import { ServiceFailed } from "../supervisor/run-service.ts";
import { type StartConfig, servicesOf, tetherUrl, urlOf } from "../supervisor/services.ts";
import { supervise, type Supervisor } from "../supervisor/supervise.ts";
import { startConfigOf } from "./start-config.ts";

/** A second Ctrl-C this soon is the same one, forwarded by npm. */
const SAME_KEYPRESS_MS = 1000;

interface StartOptions {
  readonly demo: boolean;
  readonly json?: boolean;
}

/** Resolves when the process is asked to stop; asked again, it ends everything at once. */
const untilAskedToStop = (supervisor: Supervisor): Promise<void> =>
  new Promise((resolve) => {
    let askedAt: number | undefined;
    const ask = (): void => {
      const now = performance.now();
      askedAt ??= now;
      if (now - askedAt > SAME_KEYPRESS_MS) {
        supervisor.kill();
        process.exit(exitCodes.interrupted);
      }
      resolve();
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, ask);
  });

const showReady = async (config: StartConfig, options: StartOptions, output: Output): Promise<void> => {
  const { ensureDemo } = await import("../demo/ensure-demo.ts");
  const demo = options.demo ? await ensureDemo(config, output) : undefined;
  const url = urlOf(config);
  if (output.json) {
    output.result(
      { ready: true, url, dataDir: config.dataDir, enrolment: config.enrolment, demo: demo ?? null },
      () => [],
    );
    return;
  }
  output.line("");
  output.line(`ArogyaSync is ready:  ${url}/`);
  output.line(`Data:                 ${config.dataDir}`);
  if (demo) {
    output.line(`Demo logins (made-up patients), password  ${demo.password}`);
    for (const { id, name, role } of demo.users) output.line(`  ${id.padEnd(9)} ${role.padEnd(16)} ${name}`);
  }
  output.line(
    config.enrolment === "open"
      ? "Any device may sign in (ENROLMENT=open); in a clinic a new device needs a code first."
      : "A new device needs a code: npx arogya device invite --clinic <id>   (npx arogya clinic list shows the ids)",
  );
  output.line("Stop with Ctrl-C.");
};

const asCommandError = (error: unknown): unknown =>
  error instanceof ServiceFailed
    ? new CommandError(
        error.exitCode === exitCodes.cannotStart ? exitCodes.cannotStart : exitCodes.failed,
        "service-failed",
        error.message,
      )
    : error;

const start = async (options: StartOptions): Promise<ExitCode> => {
  const output = createOutput(options.json ?? false);
  const config = await startConfigOf(process.env, options.demo);
  const unlock = holdLock(
    join(config.dataDir, "supervisor.lock"),
    `${config.dataDir} is in use by another \`arogya start\`; stop that one, or set DATA_DIR to another folder`,
  );
  const supervisor = supervise(servicesOf(config), tetherUrl(), (line) => output.problem(line));
  const asked = untilAskedToStop(supervisor);
  try {
    const isRunning = await Promise.race([supervisor.start().then(() => true), asked.then(() => false)]);
    if (isRunning) await Promise.race([showReady(config, options, output), asked]);
    await asked;
    output.line("Stopping…");
    await supervisor.stop();
    output.line("Stopped.");
    return exitCodes.done;
  } catch (error) {
    throw asCommandError(error);
  } finally {
    await supervisor.stop();
    unlock();
  }
};

export const startCommand = (program: Command, outcome: Outcome): void => {
  program
    .command("start")
    .description("run all services until Ctrl-C; on a new data folder, fill it with a marked demo")
    .option("--no-demo", "leave a new data folder empty")
    .option("--json", "print one JSON line when ready")
    .addHelpText(
      "after",
      `
From the environment: HOST (127.0.0.1), PORT (8080; 0 picks a free one), DATA_DIR (./data), TLS_CERT and TLS_KEY,
ENROLMENT (code; the demo on this machine alone: open).
.env.example lists everything.

Examples:
  npm start
  PORT=9000 DATA_DIR=/srv/arogya npx arogya start --no-demo`,
    )
    .action(async (options: StartOptions) => {
      outcome.exitCode = await start(options);
      // Whatever a library left open must not keep a stopped supervisor alive.
      if (outcome.exitCode === exitCodes.done) setImmediate(() => process.exit(outcome.exitCode));
    });
};
