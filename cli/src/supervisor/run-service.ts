import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isUp } from "./is-up.ts";
import { tailOf } from "./log-tail.ts";
import { smallHeap, smallMalloc } from "./memory.ts";
import { READY_WITHIN_MS, restartDelayMs, type Service, STABLE_AFTER_MS, STOP_GRACE_MS } from "./service.ts";

export interface RunningService {
  /** Resolves when it first answers; rejects with its last words when it ends or stays silent before that. */
  readonly ready: Promise<void>;
  /** Stops it for good; resolves when the process is gone. */
  stop(): Promise<void>;
  /** Ends it this instant. */
  kill(): void;
}

/** A service that ended before it was ever ready; retrying would not help, telling does. */
export class ServiceFailed extends Error {
  override name = "ServiceFailed";
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

const LOG_MAX_BYTES = 20 * 1024 * 1024;
const POLL_MS = 100;

const openLog = (path: string): number => {
  mkdirSync(dirname(path), { recursive: true });
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_MAX_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, "a", 0o600);
};

/** Starts a service and keeps it running until it is stopped. @param tether the module that ties it to this process. */
export const runService = (service: Service, tether: string, say: (line: string) => void): RunningService => {
  let child: ChildProcess | undefined;
  let stopping = false;
  let wasReady = false;
  const ending = new AbortController();

  const startChild = (): Promise<number> => {
    const log = openLog(service.logFile);
    // A session of its own: Ctrl-C reaches the supervisor alone, which then stops everything in order.
    const started = spawn(
      process.execPath,
      ["--enable-source-maps", ...smallHeap, "--import", tether, service.entry],
      {
        env: { ...smallMalloc, ...process.env, ...service.env },
        stdio: ["pipe", log, log],
        detached: true,
      },
    );
    closeSync(log);
    started.stdin?.on("error", () => undefined); // It may end before the pipe does.
    child = started;
    return new Promise((resolve) => {
      started.on("error", () => resolve(127));
      started.on("exit", (code, signal) => resolve(code ?? (signal ? 1 : 0)));
    });
  };

  const untilReady = async (): Promise<void> => {
    const deadline = performance.now() + READY_WITHIN_MS;
    while (!ending.signal.aborted && !(await isUp(service.readyUrl))) {
      if (performance.now() > deadline)
        throw new ServiceFailed(`${service.name} did not become ready; see ${service.logFile}`, 1);
      await sleep(POLL_MS);
    }
    wasReady = true;
  };

  const ended = (async (): Promise<void> => {
    for (let crashes = 0; !stopping; crashes += 1) {
      const startedAt = performance.now();
      const code = await startChild();
      if (stopping) return;
      if (!wasReady)
        throw new ServiceFailed(
          `${service.name} ended before it was ready (${service.logFile} ends with):\n${tailOf(service.logFile, 12)}`,
          code,
        );
      if (performance.now() - startedAt > STABLE_AFTER_MS) crashes = 0;
      const delayMs = restartDelayMs(crashes);
      say(
        `${service.name} ended unexpectedly (${code}); starting it again in ${delayMs / 1000} s. See ${service.logFile}`,
      );
      await sleep(delayMs, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  })();
  // Whoever waits for `ready` hears of it; afterwards it is only awaited by stop().
  ended.catch(() => undefined);

  return {
    ready: Promise.race([untilReady(), ended]),
    async stop() {
      stopping = true;
      ending.abort();
      const current = child;
      if (current && current.exitCode === null && current.signalCode === null) {
        current.kill("SIGTERM");
        const hard = setTimeout(() => current.kill("SIGKILL"), STOP_GRACE_MS);
        await ended.catch(() => undefined);
        clearTimeout(hard);
      }
    },
    kill() {
      stopping = true;
      child?.kill("SIGKILL");
    },
  };
};
