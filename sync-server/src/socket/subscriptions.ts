import type { Cancel, Clock, Socket } from "@arogyasync/shared/ports";
import { encodeDown } from "@arogyasync/shared/protocol";
import type { DocKind } from "@arogyasync/shared/records";
import type { Feeds } from "../core/feeds.ts";
import { feedKey } from "../core/group-commit.ts";
import type { RelayLimits } from "../core/limits.ts";
import type { DocName, FeedChange } from "../core/log-store.ts";

interface Subscription {
  readonly scope: string;
  readonly kind: DocKind;
  position: number;
  /** The position that the client was told. */
  told: number;
  isLive: boolean;
}

export interface SubscriptionsDeps {
  readonly socket: Socket;
  readonly feeds: Feeds;
  readonly clock: Clock;
  readonly epoch: () => Uint8Array;
  readonly limits: RelayLimits;
  /** Logs that these documents are about to be sent; undefined when there is nothing to wait for. */
  readonly deliver: (docs: readonly DocName[]) => Promise<void> | undefined;
  readonly onSlow: () => void;
  readonly onError: (error: unknown) => void;
}

const DRAIN_POLL_MS = 20;
/** Own pushes only move the cursor; one message says so for many commits. */
const CURSOR_DELAY_MS = 500;

const documentsOf = (rows: readonly FeedChange[]): DocName[] => {
  const byNo = new Map(rows.map(({ docNo, doc }) => [docNo, doc]));
  return [...byNo.values()];
};

/** What one connection follows: its positions are the relay's, and one pump serves them all. */
export class Subscriptions {
  readonly #deps: SubscriptionsDeps;
  readonly #byFeed = new Map<string, Subscription>();
  readonly #dirty = new Set<string>();
  /** Sequences that this connection pushed itself and need not be told. */
  readonly #own = new Set<number>();
  #isPumping = false;
  #isClosed = false;
  #cursorTimer: Cancel | undefined;

  constructor(deps: SubscriptionsDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#byFeed.size;
  }

  has(scope: string, kind: DocKind): boolean {
    return this.#byFeed.has(feedKey(scope, kind));
  }

  add(wants: readonly { readonly scope: string; readonly kind: DocKind; readonly after: number }[]): void {
    for (const { scope, kind, after } of wants) {
      const key = feedKey(scope, kind);
      this.#byFeed.set(key, { scope, kind, position: after, told: after, isLive: false });
      this.#dirty.add(key);
    }
    this.#start();
  }

  /** Something was committed to these feeds. */
  wake(feeds: ReadonlySet<string>): void {
    for (const key of feeds) if (this.#byFeed.has(key)) this.#dirty.add(key);
    if (this.#dirty.size > 0) this.#start();
  }

  /** Something was committed, and it is not known to which feeds. */
  wakeAll(): void {
    for (const key of this.#byFeed.keys()) this.#dirty.add(key);
    if (this.#dirty.size > 0) this.#start();
  }

  /** This connection pushed these itself. Must be called before the commit's `wake` is pumped. */
  own(seqs: Iterable<number>): void {
    if (this.#byFeed.size > 0) for (const seq of seqs) this.#own.add(seq);
  }

  close(): void {
    this.#isClosed = true;
    this.#cursorTimer?.();
    this.#byFeed.clear();
  }

  #start(): void {
    if (this.#isPumping || this.#isClosed) return;
    this.#isPumping = true;
    this.#pump()
      .catch((error: unknown) => this.#deps.onError(error))
      .finally(() => {
        this.#isPumping = false;
        if (this.#dirty.size > 0) this.#start();
      });
  }

  async #pump(): Promise<void> {
    const newlyLive: Subscription[] = [];
    let head = 0;
    while (this.#dirty.size > 0 && !this.#isClosed)
      for (const key of Array.from(this.#dirty)) {
        const sub = this.#byFeed.get(key);
        if (!sub || this.#isClosed) {
          this.#dirty.delete(key);
          continue;
        }
        // Cleared first: a commit during the read marks it again.
        this.#dirty.delete(key);
        if (this.#own.size > 0 && (await this.#passOwn(sub))) {
          this.#dirty.add(key);
          continue;
        }
        const step = await this.#deps.feeds.next(sub.scope, sub.kind, sub.position);
        if (this.#byFeed.get(key) !== sub) continue;
        if (step.type === "nothing") {
          head = Math.max(head, step.head);
          if (!sub.isLive) newlyLive.push(sub);
          sub.isLive = true;
          continue;
        }
        this.#dirty.add(key);
        if (!(await this.#roomToSend())) return;
        if (step.type === "event") {
          this.#deps.socket.send(step.frame);
          sub.position = step.upTo;
          this.#owe();
        } else await this.#sendChanges(sub, step);
      }
    if (newlyLive.length > 0 && !this.#isClosed)
      this.#deps.socket.send(
        encodeDown({ t: "live", seq: head, of: newlyLive.map(({ scope, kind }) => ({ scope, kind })) }),
      );
  }

  async #sendChanges(
    sub: Subscription,
    step: Extract<Awaited<ReturnType<Feeds["next"]>>, { type: "changes" }>,
  ): Promise<void> {
    const others = this.#own.size === 0 ? step.rows : step.rows.filter((row) => !this.#own.has(row.seq));
    if (others.length > 0) await this.#deps.deliver(documentsOf(others));
    if (this.#isClosed) return;
    if (others.length === step.rows.length) {
      this.#deps.socket.send(step.frame);
      sub.position = step.upTo;
      sub.told = step.upTo;
      return;
    }
    if (others.length > 0) {
      const part = await this.#deps.feeds.encode(sub.scope, sub.kind, others);
      if (this.#isClosed || part.type !== "changes") return;
      this.#deps.socket.send(part.frame);
      sub.position = part.upTo;
      sub.told = part.upTo;
    } else {
      sub.position = step.upTo;
      this.#owe();
    }
    this.#forgetOwn();
  }

  /** Moves over what this connection wrote itself; true when there was any. */
  async #passOwn(sub: Subscription): Promise<boolean> {
    const passed = await this.#deps.feeds.passOwn(sub.scope, sub.kind, sub.position, this.#own);
    if (passed <= sub.position) return false;
    sub.position = passed;
    this.#owe();
    this.#forgetOwn();
    return true;
  }

  /** A document in two followed clinics comes by in both: its sequence is dropped when all have passed it. */
  #forgetOwn(): void {
    const passed = Math.min(...[...this.#byFeed.values()].map((s) => s.position));
    for (const seq of this.#own) if (seq <= passed) this.#own.delete(seq);
  }

  #owe(): void {
    this.#cursorTimer ??= this.#deps.clock.after(CURSOR_DELAY_MS, () => {
      this.#cursorTimer = undefined;
      if (this.#isClosed) return;
      for (const sub of this.#byFeed.values()) {
        if (sub.told === sub.position) continue;
        sub.told = sub.position;
        this.#deps.socket.send(
          encodeDown({
            t: "changes",
            scope: sub.scope,
            kind: sub.kind,
            epoch: this.#deps.epoch(),
            upTo: sub.position,
            docs: [],
            authors: [],
            rows: [],
          }),
        );
      }
    });
  }

  /** Waits while the client is slow; false when the connection was given up. */
  async #roomToSend(): Promise<boolean> {
    const { socket, clock, limits, onSlow } = this.#deps;
    let overSince: number | undefined;
    while (!this.#isClosed && socket.bufferedBytes() > limits.pauseBufferedBytes) {
      const now = clock.now();
      if (socket.bufferedBytes() <= limits.closeBufferedBytes) overSince = undefined;
      else overSince ??= now;
      if (overSince !== undefined && now - overSince > limits.slowClientMs) {
        onSlow();
        return false;
      }
      await new Promise<void>((resolve) => void clock.after(DRAIN_POLL_MS, resolve));
    }
    return !this.#isClosed;
  }
}
