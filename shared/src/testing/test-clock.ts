import type { Cancel, Clock, EpochMs } from "../ports/index.ts";

interface Timer {
  readonly at: EpochMs;
  readonly order: number;
  readonly fn: () => void;
}

/** Lets every promise that is ready run. Deterministic: a fixed number of microtask turns. */
const microtasks = async (): Promise<void> => {
  for (let i = 0; i < 200; i++) await Promise.resolve();
};

/**
 * Time that stands still until the test moves it. Timers fire in order of their time, then of their making.
 * `settle` lets promises run after each timer; a simulation passes one that waits for a macrotask.
 */
export class TestClock implements Clock {
  #now: EpochMs;
  #order = 0;
  #timers: Timer[] = [];
  readonly #settle: () => Promise<void>;

  constructor(startMs: EpochMs = 1_760_000_000_000, settle: () => Promise<void> = microtasks) {
    this.#now = startMs;
    this.#settle = settle;
  }

  /** Whole milliseconds, as real clocks give them; timers may fall in between. */
  now(): EpochMs {
    return Math.floor(this.#now);
  }

  after(delayMs: number, fn: () => void): Cancel {
    const timer = { at: this.#now + Math.max(0, delayMs), order: this.#order++, fn };
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#timers[middle]!.at <= timer.at) low = middle + 1;
      else high = middle;
    }
    this.#timers.splice(low, 0, timer);
    return () => {
      this.#timers = this.#timers.filter((t) => t !== timer);
    };
  }

  get pendingTimers(): number {
    return this.#timers.length;
  }

  /** Fires the next timer, however far away. False when there is none up to `untilMs`. */
  async step(untilMs = Number.POSITIVE_INFINITY): Promise<boolean> {
    const next = this.#timers[0];
    if (!next || next.at > untilMs) return false;
    this.#timers.shift();
    this.#now = Math.max(this.#now, next.at);
    next.fn();
    await this.#settle();
    return true;
  }

  /** Lets ready promises run without moving time. */
  settle(): Promise<void> {
    return this.#settle();
  }

  /** Moves time by so many milliseconds, firing what falls due on the way. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await this.#settle();
    while (await this.step(until));
    this.#now = until;
  }
}
