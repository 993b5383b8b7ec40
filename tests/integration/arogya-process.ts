import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const rootDir = fileURLToPath(new URL("../..", import.meta.url));
const bin = `${rootDir}cli/bin/arogya.mjs`;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves with everything printed so far once the pattern is in it; rejects when the process ends before. */
  printed(pattern: RegExp, timeoutMs?: number): Promise<string>;
}

/** Runs one of our programs with its output collected. Environment variables of the tests' own run are cleared. */
export const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Running => {
  const { HOST: _h, PORT: _p, DATA_DIR: _d, ...inherited } = process.env;
  const child = spawn(process.execPath, args, { cwd: rootDir, env: { ...inherited, ...env }, stdio: "pipe" });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString("utf8");
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString("utf8");
  });
  const ended = once(child, "close").then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    stdout,
    stderr,
  }));
  return {
    child,
    ended,
    printed: (pattern, timeoutMs = 60_000) =>
      new Promise((resolve, reject) => {
        const finish = (act: () => void): void => {
          clearInterval(poll);
          clearTimeout(limit);
          act();
        };
        const poll = setInterval(() => {
          if (pattern.test(stdout)) finish(() => resolve(stdout));
          else if (child.exitCode !== null || child.signalCode !== null)
            finish(() => reject(new Error(`ended before ${pattern}: ${stdout}${stderr}`)));
        }, 50);
        const limit = setTimeout(
          () => finish(() => reject(new Error(`no ${pattern} in ${timeoutMs} ms: ${stdout}${stderr}`))),
          timeoutMs,
        );
      }),
  };
};

/** One command line to its end. */
export const arogya = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  run([bin, ...args], env).ended;

export const startArogya = (args: readonly string[], env: Readonly<Record<string, string>>): Running =>
  run([bin, "start", ...args], env);

/** What `npm start` runs. */
export const npmStart = (env: Readonly<Record<string, string>>): Running =>
  run([`${rootDir}scripts/start.mjs`], env);

/** Processes that were given this data folder, by id: what a clean stop leaves none of. */
export const processesOf = (dataDir: string): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((id) => {
      try {
        return readFileSync(`/proc/${id}/environ`, "utf8").split("\0").includes(`DATA_DIR=${dataDir}`);
      } catch {
        return false; // It ended meanwhile.
      }
    })
    .map(Number);
