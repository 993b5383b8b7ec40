/** So many messages a second and sensor, with a burst for what a sensor kept while it had no network. [ED8] */
export class RateLimit {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #buckets = new Map<string, { left: number; at: number }>();

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
  }

  /** Whether one more message of this sensor is within its rate. */
  take(sensor: string, nowMs: number): boolean {
    const bucket = this.#buckets.get(sensor) ?? { left: this.#burst, at: nowMs };
    bucket.left = Math.min(
      this.#burst,
      bucket.left + (Math.max(0, nowMs - bucket.at) / 1000) * this.#perSecond,
    );
    bucket.at = nowMs;
    this.#buckets.set(sensor, bucket);
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
  }
}
