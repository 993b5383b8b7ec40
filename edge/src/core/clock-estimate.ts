/** Arrivals older than this say nothing of a clock that was set since, ms. */
const WINDOW_MS = 120_000;
const MAX_KEPT = 64;
/** Below this a sensor's clock counts as right: a network is no steadier, ms. */
const RIGHT_WITHIN_MS = 500;

/**
 * How far a sensor's clock is from ours. A message arrives after it was sent, never before: of all differences between
 * arrival and the sensor's time the smallest of the last two minutes is nearest to the truth (a minimum filter, as in
 * NTP). [ED7]
 */
export class ClockEstimate {
  #seen: { readonly arrivedAt: number; readonly differenceMs: number }[] = [];

  /** @param sensorMs the sensor's clock when it sent; where it does not say, when it measured. */
  learn(sensorMs: number, arrivedAt: number): void {
    const differenceMs = arrivedAt - sensorMs;
    // Only falling minima matter: what is newer and smaller makes those before it meaningless.
    while ((this.#seen.at(-1)?.differenceMs ?? -Infinity) >= differenceMs) this.#seen.pop();
    this.#seen.push({ arrivedAt, differenceMs });
    const isOld = (): boolean => (this.#seen[0]?.arrivedAt ?? arrivedAt) < arrivedAt - WINDOW_MS;
    while (this.#seen.length > 1 && (isOld() || this.#seen.length > MAX_KEPT)) this.#seen.shift();
  }

  /** What is to be added to the sensor's time to have ours, ms. */
  correctionMs(): number {
    const smallest = this.#seen[0]?.differenceMs ?? 0;
    return Math.abs(smallest) < RIGHT_WITHIN_MS ? 0 : smallest;
  }
}
