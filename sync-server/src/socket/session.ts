import { mayRead } from "@arogyasync/shared/authority";
import { receiptBody } from "@arogyasync/shared/changes";
import type { Clock, Log, Socket } from "@arogyasync/shared/ports";
import {
  decodeUp,
  type Down,
  encodeDown,
  type Hello,
  type Push,
  type Subscribe,
} from "@arogyasync/shared/protocol";
import { equalBytes } from "@arogyasync/shared/bytes";
import { principalOf } from "../core/accounts.ts";
import type { Authenticated } from "../core/auth.ts";
import type { CommitPush, ItemOutcome } from "../core/decide.ts";
import { type Deliver, readerOf } from "../core/deliveries.ts";
import type { Feeds } from "../core/feeds.ts";
import type { GroupCommit } from "../core/group-commit.ts";
import { type RelayLimits, TokenBucket } from "../core/limits.ts";
import type { ReceiptKey } from "../core/relay-keys.ts";
import { type LogStore, StoreFailure } from "../core/log-store.ts";
import { outrightRefusal } from "../core/outright.ts";
import { authorStandingOf, holdBack } from "../core/standing.ts";
import type { Workshop } from "../core/workshop.ts";
import type { RelayEvents } from "../events.ts";
import { CLOSE, type FarewellDeps, farewellOf } from "./farewell.ts";
import { sortOutcome } from "./sort-outcome.ts";
import { Subscriptions } from "./subscriptions.ts";

/** A socket whose reading can be held back, so that a fast sender waits instead of filling our memory. */
export interface RelaySocket extends Socket {
  pause?(): void;
  resume?(): void;
  /** It is known now who speaks here. */
  greeted?(): void;
}

export interface SessionDeps extends FarewellDeps {
  readonly store: LogStore;
  readonly workshop: Workshop;
  readonly commits: GroupCommit;
  readonly feeds: Feeds;
  /** The receipt key in use; a connection keeps the one that it was welcomed with. [ID41] */
  readonly receiptKey: () => ReceiptKey;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: RelayEvents;
  readonly limits: RelayLimits;
  readonly epoch: () => Uint8Array;
  /** Logs what is about to go to whom. */
  readonly deliver: Deliver;
  /** Negative control of tests only: acknowledges before anything is written. */
  readonly isAckBeforeCommit: boolean;
}

const RETRY_AFTER_MS = 1_000;
/** What one welcome holds; whoever missed more rotations asks `/relay-keys`. */
const MAX_SUCCESSIONS = 64;

/** Who opened a connection, proved by its ticket before there was a socket, and the version that was agreed on. */
export interface Admission {
  readonly who: Authenticated;
  readonly protocol: number;
}

/** One connection: hello first, then pushes and subscriptions. Whatever it sends costs only itself. */
export class Session {
  readonly #deps: SessionDeps;
  readonly #socket: RelaySocket;
  readonly #subscriptions: Subscriptions;
  readonly #frames: TokenBucket;
  readonly #bytes: TokenBucket;
  readonly #who: Authenticated;
  readonly #protocol: number;
  readonly #receiptKey: ReceiptKey;
  #state: "new" | "greeting" | "open" | "closed" = "new";
  /** Commits enter the log in the order of the pushes, though they are judged side by side. */
  #commitTail: Promise<void> = Promise.resolve();
  #pushesInFlight = 0;
  #holds = 0;
  readonly onClosed: (fn: () => void) => void;
  readonly #closedFns: (() => void)[] = [];

  constructor(deps: SessionDeps, socket: RelaySocket, { who, protocol }: Admission) {
    this.#deps = deps;
    this.#socket = socket;
    this.#who = who;
    this.#protocol = protocol;
    this.#receiptKey = deps.receiptKey();
    const now = deps.clock.now();
    const { limits } = deps;
    this.#frames = new TokenBucket(limits.framesPerSecond, limits.framesBurst, now);
    this.#bytes = new TokenBucket(limits.bytesPerSecond, limits.bytesBurst, now);
    this.#subscriptions = new Subscriptions({
      socket,
      feeds: deps.feeds,
      clock: deps.clock,
      epoch: deps.epoch,
      limits,
      deliver: (docs) => deps.deliver(readerOf(this.#who as Authenticated), docs),
      onSlow: () => this.#end(CLOSE.later, "slow"),
      onError: (error) => this.#bug(error),
    });
    this.onClosed = (fn) => void this.#closedFns.push(fn);
    const cancelHello = deps.clock.after(limits.helloTimeoutMs, () => {
      if (this.#state === "new") this.#fail("hello-timeout", "No hello came.", CLOSE.policy);
    });
    socket.onClose(() => {
      cancelHello();
      this.#closed();
    });
    socket.onMessage((frame) => this.#onFrame(frame));
  }

  get device(): string {
    return this.#who.device;
  }
  /** Whether hello has come and was answered. */
  bufferedBytes(): number {
    return this.#socket.bufferedBytes();
  }

  get isGreeted(): boolean {
    return this.#state === "open";
  }

  /** The device has more connections than it may have. */
  refuse(): void {
    this.#fail("too-many-connections", "This device has too many connections.", CLOSE.later);
  }

  wake(feeds: ReadonlySet<string>): void {
    this.#subscriptions.wake(feeds);
  }

  wakeAll(): void {
    this.#subscriptions.wakeAll();
  }

  send(message: Down): void {
    if (this.#state === "open") this.#socket.send(encodeDown(message));
  }

  /** Somebody's rights have changed. [QR20] */
  async recheck(): Promise<void> {
    if (this.#isOver()) return;
    const farewell = await farewellOf(this.#deps, this.#who);
    if (farewell) this.#fail(farewell.code, farewell.message, farewell.close);
  }

  /** The receipt key that this connection was welcomed with has had its time: it comes again and meets the new one. */
  retire(key: Uint8Array): void {
    if (!equalBytes(this.#receiptKey.signer.publicKey, key)) this.#end(CLOSE.later, "keys-rotated");
  }

  /** Ends this connection because the relay stops. */
  goAway(): void {
    this.#end(CLOSE.goingAway, "stopping");
  }

  #onFrame(frame: Uint8Array): void {
    if (this.#state === "closed") return;
    const now = this.#deps.clock.now();
    if (this.#frames.take(1, now) > 0) {
      this.#fail("rate-limited", "Too many messages. Wait a minute.", CLOSE.policy);
      return;
    }
    const waitMs = this.#bytes.take(frame.length, now);
    if (waitMs > 0) {
      this.#hold();
      this.#deps.clock.after(waitMs, () => this.#release());
    }
    const decoded = decodeUp(frame);
    if (!decoded.ok) {
      this.#deps.events.refusedFrame(decoded.error);
      this.#fail(decoded.error, "The message could not be read.", CLOSE.malformed);
      return;
    }
    const message = decoded.value;
    if (message.t === "hello") this.#guarded(this.#hello(message));
    else if (this.#state !== "open")
      this.#fail("hello-first", "The first message must be hello.", CLOSE.policy);
    else if (message.t === "push") this.#guarded(this.#push(message));
    else this.#subscribe(message);
  }

  async #hello(hello: Hello): Promise<void> {
    if (this.#state !== "new") {
      this.#fail("hello-twice", "hello comes once.", CLOSE.policy);
      return;
    }
    this.#state = "greeting";
    const { store, clock, epoch } = this.#deps;
    const { signer, successions } = this.#receiptKey;
    const who = this.#who;
    if (who.device !== hello.device) {
      this.#fail("ticket-invalid", "The ticket belongs to another device.", CLOSE.unauthorised);
      return;
    }
    const [seq, backedUpSeq] = [await store.lastSeq(), await store.backedUpSeq()];
    if (this.#isOver()) return;
    this.#state = "open";
    this.#socket.greeted?.();
    this.send({
      t: "welcome",
      protocol: this.#protocol,
      epoch: epoch(),
      seq,
      backedUpSeq,
      nowMs: clock.now(),
      relayKey: signer.publicKey,
      ...(successions.length === 0 ? {} : { successions: successions.slice(-MAX_SUCCESSIONS) }),
      user: who.principal.userId,
      roles: [...who.principal.roles],
      clinics: [...who.principal.clinics],
    });
  }

  #subscribe({ epoch, wants }: Subscribe): void {
    const who = this.#who;
    const refused = wants.find((w) => !mayRead(who.principal, w.kind, w.scope));
    if (refused) {
      this.#fail("scope-refused", `You may not read ${refused.kind} records of ${refused.scope}.`);
      return;
    }
    const fresh = wants.filter((w) => !this.#subscriptions.has(w.scope, w.kind)).length;
    if (this.#subscriptions.size + fresh > this.#deps.limits.maxSubscriptions) {
      this.#fail("too-many-subscriptions", "Too many subscriptions on one connection.");
      return;
    }
    // Cursors of another life of the log mean nothing here.
    const isOurs = epoch !== undefined && equalBytes(epoch, this.#deps.epoch());
    this.#subscriptions.add(wants.map((w) => ({ ...w, after: isOurs ? w.after : 0 })));
  }

  async #push(push: Push): Promise<void> {
    const { accounts, store, workshop, commits, clock, limits, events } = this.#deps;
    const who = this.#who;
    if (++this.#pushesInFlight === limits.maxPushesInFlight) this.#hold();
    const before = this.#commitTail;
    let turnEnds = (): void => {};
    this.#commitTail = new Promise((resolve) => {
      turnEnds = resolve;
    });
    try {
      const receivedAt = clock.now();
      const keys = await Promise.all(push.manifests.map((m) => accounts.findKey(m.key)));
      const principals = keys.map((k) => (k ? principalOf(k.user) : null));
      // The judge computes the first change of a derived document that the store does not have.
      const wantRoot = (await store.hasDocs(push.docs.map((d) => d.id))).map((isKnown) => !isKnown);
      const judged = await workshop.judge({
        pack: push.pack,
        docs: push.docs,
        wantRoot,
        manifests: push.manifests,
        principals,
        culprits: [],
      });
      await before;
      if (this.#isOver()) return;
      if (!judged.ok) {
        events.refusedFrame(judged.error);
        this.#fail(judged.error, "The push could not be read.", CLOSE.malformed);
        return;
      }
      const commit: CommitPush = {
        docs: push.docs,
        judged: holdBack(judged.value, keys.map(authorStandingOf)),
        manifests: push.manifests,
        principals,
        courier: who.principal.userId,
        device: who.device,
        receivedAt,
      };
      if (this.#deps.isAckBeforeCommit) {
        const seq = (await store.lastSeq()) + judged.value.changes.length;
        await this.#answer(
          push,
          commit,
          judged.value.changes.map(() => ({ status: "stored", seq })),
        );
      }
      const refusal = await outrightRefusal(store, commit);
      if (refusal) await this.#answer(push, commit, refusal);
      const committing = commits.submit(commit);
      turnEnds();
      const committed = await committing;
      if (!committed.ok) {
        events.storageFailed(committed.error);
        if (refusal) return;
        this.#fail(
          "storage",
          "The relay cannot store just now. Nothing is lost: it will be sent again.",
          CLOSE.later,
        );
        return;
      }
      if (!this.#deps.isAckBeforeCommit && !refusal)
        await this.#answer(push, commit, committed.value.outcome);
    } finally {
      turnEnds();
      if (this.#pushesInFlight-- === limits.maxPushesInFlight) this.#release();
    }
  }

  async #answer(push: Push, commit: CommitPush, outcome: readonly ItemOutcome[]): Promise<void> {
    const { epoch, clock, events, store } = this.#deps;
    const { refused, retried, names, own, seq } = sortOutcome(commit, outcome);
    for (const { code } of refused) events.refused(code);
    this.#subscriptions.own(own);
    const receipt = {
      epoch: epoch(),
      seq: seq === 0 ? await store.lastSeq() : seq,
      receivedAt: commit.receivedAt,
    };
    const signature = await this.#receiptKey.signer.sign(receiptBody(receipt, names));
    if (refused.length > 0) this.send({ t: "refuse", id: push.id, items: refused });
    if (retried.length > 0) this.send({ t: "retry", id: push.id, items: retried, afterMs: RETRY_AFTER_MS });
    this.send({ t: "ack", id: push.id, ...receipt, signature });
    events.acked(names.length, clock.now() - commit.receivedAt);
  }

  #hold(): void {
    if (this.#holds++ === 0) this.#socket.pause?.();
  }
  #release(): void {
    if (--this.#holds === 0 && !this.#isOver()) this.#socket.resume?.();
  }

  #guarded(work: Promise<void>): void {
    work.catch((error: unknown) => this.#bug(error));
  }
  #bug(error: unknown): void {
    if (error instanceof StoreFailure) {
      this.#deps.events.storageFailed(error.code);
      this.#fail("storage", "The relay cannot store just now. Nothing is lost.", CLOSE.later);
      return;
    }
    this.#deps.log.error("session-error", { name: error instanceof Error ? error.name : "unknown" });
    this.#deps.events.bug(error);
    this.#fail("internal", "The relay met an error. It will be tried again.", CLOSE.later);
  }

  /** Tells the client what is wrong; with a close code, ends the connection as well. */
  #fail(code: string, message: string, close?: number): void {
    if (this.#state === "closed") return;
    this.#socket.send(encodeDown({ t: "failure", code, message, fatal: close !== undefined }));
    if (close !== undefined) this.#end(close, code);
  }
  #end(code: number, reason: string): void {
    if (this.#isOver()) return;
    this.#socket.close(code, reason);
    this.#closed();
  }
  #isOver(): boolean {
    return this.#state === "closed";
  }
  #closed(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#subscriptions.close();
    for (const fn of this.#closedFns.splice(0)) fn();
  }
}
