/** Milliseconds since the Unix epoch, UTC. */
export type EpochMs = number;
export type Cancel = () => void;

/** The only source of time and timers. Timers are on it so that a simulated world owns them too. */
export interface Clock {
  now(): EpochMs;
  /** Runs `fn` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, fn: () => void): Cancel;
}
