import type { LiveEvents } from "../../events.ts";
import { Flow } from "./flow.ts";
import { type FrameCache, gapFrame, staleFrame } from "./frames.ts";
import { PING_FRAME } from "./text-frame.ts";
import type { Topic, Watch } from "./topic.ts";

/** As many values as fit a frame. */
const MAX_PER_FRAME = 256;

const joined = (frames: readonly Uint8Array[]): Uint8Array => Buffer.concat(frames);

/** One connection, as far as the fan-out sees it. */
export interface LiveWire {
  /** Writes whole frames; calls back when the system has taken them. */
  write(frames: Uint8Array, done: () => void): void;
  /** Ends the connection without a word: nobody is there. */
  cut(): void;
}

/**
 * What one connection watches, and what of it is due. That is a set of sensors, never a list of values: a value that
 * comes before the last was sent takes its place. [LV10]
 */
export class Watcher {
  readonly watches = new Map<string, Watch>();
  /** It stands in the hub's list of watchers for whom something is due. */
  isListed = false;
  readonly #wire: LiveWire;
  readonly #events: () => LiveEvents;
  readonly #flow: Flow;
  readonly #isFlowOff: boolean;
  readonly #onReady: () => void;
  #due: Watch[] = [];

  constructor(deps: {
    readonly wire: LiveWire;
    readonly events: () => LiveEvents;
    readonly now: number;
    /** Called when something is due and may be sent. */
    readonly onReady: () => void;
    /** Negative control of tests only: whatever comes is written. */
    readonly isFlowOff: boolean;
  }) {
    this.#wire = deps.wire;
    this.#events = deps.events;
    this.#flow = new Flow(deps.now);
    this.#isFlowOff = deps.isFlowOff;
    this.#onReady = deps.onReady;
  }

  get isDue(): boolean {
    return this.#due.length > 0;
  }
  isOpen(now: number): boolean {
    return this.#isFlowOff || this.#flow.isOpen(now);
  }

  list(watch: Watch): void {
    if (watch.isListed) return;
    watch.isListed = true;
    this.#due.push(watch);
  }

  /** Sends what is due, if anything may be sent. */
  flush(cache: FrameCache, now: number): void {
    if (this.#due.length === 0 || !this.isOpen(now)) return;
    const due = this.#due.splice(0, MAX_PER_FRAME);
    const values: Topic[] = [];
    const stale: Topic[] = [];
    const gaps: { sensor: string; missed: number }[] = [];
    let skipped = 0;
    for (const watch of due) {
      const { topic } = watch;
      watch.isListed = false;
      if (watch.isOver) continue;
      if (watch.isValueDue) {
        const missed = watch.sentN === 0 ? 0 : topic.n - watch.sentN - 1;
        if (missed > 0) gaps.push({ sensor: topic.sensor, missed });
        skipped += missed;
        watch.isValueDue = false;
        watch.sentN = topic.n;
        values.push(topic);
      }
      if (watch.isStaleDue) {
        watch.isStaleDue = false;
        stale.push(topic);
      }
    }
    const frames: Uint8Array[] = [];
    if (gaps.length > 0) frames.push(gapFrame(gaps));
    if (values.length > 0) frames.push(cache.valuesOf(values));
    if (stale.length > 0) frames.push(staleFrame(stale));
    this.#events().delivered(values.length, skipped);
    const [first] = frames;
    if (first) this.#write(frames.length === 1 ? first : joined(frames), now);
  }

  #write(frames: Uint8Array, now: number): void {
    const isProbeDue = this.#flow.sent(frames.length, now);
    this.#wire.write(isProbeDue ? joined([frames, PING_FRAME]) : frames, this.#written);
  }
  readonly #written = (): void => {
    this.#flow.written();
    if (this.isDue) this.#onReady();
  };

  /** A probe came back. */
  confirmed(): void {
    this.#flow.confirmed();
    if (this.isDue) this.#onReady();
  }

  /** Asks now and then whether anybody is there; nobody is who has not answered for so long. [LV12] */
  look(now: number, pingMs: number): void {
    if (this.#flow.unansweredMs(now) > pingMs) this.#wire.cut();
    else if (this.#flow.sinceProbeMs(now) >= pingMs && this.#flow.probe(now))
      this.#wire.write(PING_FRAME, () => undefined);
  }
}
