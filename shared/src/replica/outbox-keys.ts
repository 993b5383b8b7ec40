import { bytesToHex } from "../bytes/index.ts";
import type { Clock, Random } from "../ports/index.ts";

/**
 * Keys that order a device's outbox by time of saving, whichever tab wrote. Within a process they never step back,
 * even when the clock does; the random tail keeps two tabs apart.
 */
export class OutboxKeys {
  readonly #clock: Clock;
  readonly #tail: string;
  #lastMs = 0;
  #count = 0;

  /** `last`: the newest key already in the outbox, so that a clock set back does not reorder what it holds. */
  constructor(clock: Clock, random: Random, last?: string) {
    this.#clock = clock;
    if (last !== undefined) this.#lastMs = Number.parseInt(last, 10) + 1;
    this.#tail = bytesToHex(random.bytes(4));
  }

  next(): string {
    this.#lastMs = Math.max(this.#lastMs, this.#clock.now());
    return `${String(this.#lastMs).padStart(15, "0")}-${String(this.#count++).padStart(8, "0")}-${this.#tail}`;
  }
}
