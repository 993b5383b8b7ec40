const MINUTE_MS = 60_000;
/** How long nobody may try after so many wrong PINs in a row. */
const WAIT_MS: Readonly<Record<number, number>> = {
  5: MINUTE_MS,
  6: 5 * MINUTE_MS,
  7: 15 * MINUTE_MS,
  8: 60 * MINUTE_MS,
  9: 60 * MINUTE_MS,
};
/** So many wrong in a row, and the password must be given online. Nothing is ever wiped for wrong PINs. */
export const MOST_ATTEMPTS = 10;

/** Wrong PINs in a row, and when the last one was given. */
export interface Attempts {
  readonly failed: number;
  readonly lastAtMs: number;
}
export const noAttempts: Attempts = { failed: 0, lastAtMs: 0 };

/**
 * When the next PIN may be tried; undefined: now. A clock that was set back (an empty battery) must not lengthen the
 * wait: `sinceNow` moves the last attempt with it.
 */
export const nextTryAtMs = ({ failed, lastAtMs }: Attempts, nowMs: number): number | undefined => {
  const at = lastAtMs + (WAIT_MS[failed] ?? 0);
  return at > nowMs ? at : undefined;
};

export const sinceNow = (attempts: Attempts, nowMs: number): Attempts =>
  attempts.lastAtMs > nowMs ? { ...attempts, lastAtMs: nowMs } : attempts;

export const needsSignIn = ({ failed }: Attempts): boolean => failed >= MOST_ATTEMPTS;

/** Counted before the PIN is looked at, so that ending the app in between gives nobody a free try. [VA5] */
export const withOneMore = ({ failed }: Attempts, nowMs: number): Attempts => ({
  failed: failed + 1,
  lastAtMs: nowMs,
});
