import type { Log } from "@arogyasync/shared/ports";

/** One function for each thing worth counting. They never throw and never see clinical values. */
export interface RelayEvents {
  acked(changes: number, latencyMs: number): void;
  refused(code: string): void;
  refusedFrame(code: string): void;
  storageFailed(code: string): void;
  connected(delta: 1 | -1): void;
  login(outcome: string): void;
  /** A browser blocked something on one of our pages. */
  cspViolation(directive: string): void;
  bug(error: unknown): void;
}

/** What happens on the live channel, in numbers: of no value, and of no sensor. */
export interface LiveEvents {
  connected(delta: 1 | -1): void;
  /** A publisher's values were taken in. */
  published(count: number): void;
  /** Values went to one watcher; so many were skipped for it since its last. */
  delivered(count: number, skipped: number): void;
  refused(code: string, count: number): void;
  refusedFrame(code: string): void;
}

/** Where in our code a bug showed itself; never the error's message, which may quote data. */
export const whereOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? "").split("\n").slice(1, 4).join(" | ") : typeof error;

export const logBug = (log: Log, error: unknown): void =>
  log.error("bug", { name: error instanceof Error ? error.name : "unknown", where: whereOf(error) });
