import type { Random } from "../ports/index.ts";

const FLOOR_MS = 1_000;
const CAP_MS = 60_000;

/**
 * Exponential back-off with full jitter between 1 s and 60 s: two hundred phones that lost one relay must not come
 * back in one second (reference: AWS "Exponential Backoff And Jitter").
 */
export class Backoff {
  readonly #random: Random;
  #attempt = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  nextMs(): number {
    const span = Math.min(CAP_MS, FLOOR_MS * 2 ** Math.min(this.#attempt++, 16));
    return Math.round(FLOOR_MS + this.#random.fraction() * (Math.max(span, 2 * FLOOR_MS) - FLOOR_MS));
  }

  reset(): void {
    this.#attempt = 0;
  }
}
