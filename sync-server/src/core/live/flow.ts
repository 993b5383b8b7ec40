/** Bytes that may be on their way to one watcher, unconfirmed: two seconds of a ward of fifty beds. */
export const WINDOW_BYTES = 16 * 1024;
/** After so many bytes, or so long, a probe goes with what is sent. */
const PROBE_BYTES = 8 * 1024;
const PROBE_EVERY_MS = 4_000;
/** Nothing more is sent while a probe is unanswered for longer than this. */
const CONFIRM_MS = 2_000;

/**
 * What one watcher has been sent and has taken. The system's own buffers are queues too, of megabytes, in which values
 * grow old: so a WebSocket ping goes along now and then, every client answers it by itself once it has read so far, and
 * without the answer nothing follows. A client that stalls finds at most the window when it reads again, then the
 * newest. [LV10]
 */
export class Flow {
  #isWriting = false;
  /** Bytes up to the probe that is out, and since. */
  #probed = 0;
  #since = 0;
  #probeAt: number | undefined;
  #lastProbeAt: number;

  constructor(now: number) {
    this.#lastProbeAt = now;
  }

  /** Whether something may be sent now: one write at a time, within the window. */
  isOpen(now: number): boolean {
    return (
      !this.#isWriting && this.#probed + this.#since < WINDOW_BYTES && this.unansweredMs(now) <= CONFIRM_MS
    );
  }

  /** Notes a write; gives whether a probe must follow it. */
  sent(bytes: number, now: number): boolean {
    this.#isWriting = true;
    this.#since += bytes;
    const isDue = this.#since >= PROBE_BYTES || now - this.#lastProbeAt >= PROBE_EVERY_MS;
    return isDue && this.probe(now);
  }

  /** The system has taken the last write. */
  written(): void {
    this.#isWriting = false;
  }

  /** Notes that a probe goes out; false when one is out already. */
  probe(now: number): boolean {
    if (this.#probeAt !== undefined) return false;
    this.#probed = this.#since;
    this.#since = 0;
    this.#probeAt = now;
    this.#lastProbeAt = now;
    return true;
  }

  /** The probe came back: all before it has arrived. */
  confirmed(): void {
    this.#probed = 0;
    this.#probeAt = undefined;
  }

  /** How long ago the last probe went out, ms. */
  sinceProbeMs(now: number): number {
    return now - this.#lastProbeAt;
  }

  /** How long the probe that is out has been out, ms; 0 when none is. */
  unansweredMs(now: number): number {
    return this.#probeAt === undefined ? 0 : now - this.#probeAt;
  }
}
