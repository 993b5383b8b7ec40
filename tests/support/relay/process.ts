import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { smallHeap, smallMalloc } from "@arogyasync/cli/testing";
import type { RelayStats } from "@arogyasync/sync-server/app";
import { bytesToBase64Url } from "@arogyasync/shared/bytes";
import { relayBundle } from "./bundle.ts";
import type { ChildTask } from "./child.ts";

export interface RelayTask extends Partial<Omit<ChildTask, "services" | "dataDir">> {
  readonly dataDir: string;
  readonly services: readonly {
    readonly id: string;
    readonly roles: ChildTask["services"][number]["roles"];
    readonly clinics: readonly string[];
    readonly publicKey: Uint8Array;
  }[];
  /** Variables of the relay process beyond ours (LD_PRELOAD). */
  readonly env?: Readonly<Record<string, string>>;
}

export interface RelayProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves with the exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM, and waits. */
  stop(): Promise<void>;
  stats(): Promise<RelayStats>;
  /** Compacts all that is due; gives the number of documents. */
  compact(): Promise<number>;
  /** Resident memory of the process with all its threads, bytes: now, and the highest so far. */
  memory(): { readonly now: number; readonly peak: number };
  /** User and system CPU time so far, milliseconds. */
  cpuMs(): number;
  metric(name: string): Promise<number>;
}

export const memoryOf = (pid: number): { now: number; peak: number } => {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kB = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) * 1024;
  return { now: kB("VmRSS"), peak: kB("VmHWM") };
};
/** Clock ticks are 10 ms on every Linux that Node runs on. */
export const cpuMsOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
};

/** The next message of a child; rejects when it ends first. */
export const nextMessage = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    const onExit = (code: number | null, signal: string | null) =>
      reject(new Error(`the process ended (${code ?? signal})`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message as T);
    });
  });

/** Starts a relay of its own process on a free port (or the given one) and waits until it listens. */
export const startRelayProcess = async (task: RelayTask): Promise<RelayProcess> => {
  const full: ChildTask = {
    port: 0,
    clinics: ["phc-1"],
    unsafe: {},
    limits: {},
    workers: 2,
    ...task,
    services: task.services.map((s) => ({ ...s, publicKey: bytesToBase64Url(s.publicKey) })),
  };
  const child = spawn(process.execPath, [...smallHeap, await relayBundle(), JSON.stringify(full)], {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...smallMalloc, ...process.env, ...task.env },
  });
  const ended = new Promise<number | string>((resolve) =>
    child.once("exit", (code, signal) => resolve(code ?? signal ?? "gone")),
  );
  const { url, port } = await nextMessage<{ url: string; port: number }>(child);
  const pid = child.pid ?? 0;
  const ask = <T>(question: string): Promise<T> => {
    const answer = nextMessage<T>(child);
    child.send(question);
    return answer;
  };
  return {
    url,
    port,
    pid,
    ended,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
    stats: () => ask("stats"),
    compact: () => ask("compact"),
    memory: () => memoryOf(pid),
    cpuMs: () => cpuMsOf(pid),
    async metric(name) {
      const text = await (await fetch(`${url}/metrics`)).text();
      return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? ([0-9.e+-]+)$`, "m").exec(text)?.[1] ?? Number.NaN);
    },
  };
};
