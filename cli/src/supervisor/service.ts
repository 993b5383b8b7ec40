/** One child process that the supervisor keeps running. Later services (anchor, insurance, edge) are more of these. */
export interface Service {
  readonly name: string;
  /** The bundle that is run. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  /** Answers 200 when the service is ready. */
  readonly readyUrl: string;
  /** Its output; the terminal shows only what the supervisor says. */
  readonly logFile: string;
}

/** How long a service that crashed rests before it is started again, ms: doubling, so that a broken disk is not hammered. */
export const restartDelayMs = (crashesInARow: number): number =>
  Math.min(30_000, 500 * 2 ** Math.min(crashesInARow, 10));

/** A service that ran this long before it crashed is not in a crash loop. */
export const STABLE_AFTER_MS = 60_000;
/** What a service gets to finish what it is doing when asked to stop. */
export const STOP_GRACE_MS = 15_000;
/** What a service gets to become ready; migrations and a rebuild of projections are inside it. */
export const READY_WITHIN_MS = 120_000;
