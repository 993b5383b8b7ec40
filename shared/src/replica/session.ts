import type { Cancel, Socket } from "../ports/index.ts";
import {
  decodeDown,
  type Down,
  encodeUp,
  type Failure,
  isDepartureCause,
  type Up,
  type Welcome,
} from "../protocol/index.ts";
import type { DocId } from "../records/index.ts";
import { BootstrapError } from "./bootstrap.ts";
import type { EngineContext, Want } from "./engine-context.ts";
import { tellErased } from "./erase.ts";
import { FirstSync } from "./first-sync.ts";
import { meetRelay } from "./meet-relay.ts";
import { tellReads } from "./own-reads.ts";
import { PushPump } from "./push-pump.ts";
import { receiveAnnounce, receiveChanges, receiveTombstone } from "./receive.ts";
import { handleRefusals, offerAgain } from "./refusals.ts";
import { createTurns } from "./turns.ts";
import type { OutboxEntry } from "./types.ts";

/** How a connection ended; `blocked` needs a person. */
export type SessionEnd =
  | { readonly kind: "closed"; readonly code: string }
  | { readonly kind: "blocked"; readonly code: string; readonly message: string };

export interface SessionHooks {
  readonly onWelcome: (welcome: Welcome) => void;
  readonly onContact: () => void;
  readonly onCaughtUp: (caughtUp: boolean) => void;
}

const WELCOME_TIMEOUT_MS = 20_000;
/** With a push unanswered, silence this long means that the line is dead though nobody said so. */
const SILENCE_TIMEOUT_MS = 60_000;
const MAX_WANTS_PER_SUBSCRIBE = 256;
/** Who looked at what reaches the access log within this, on a connection that stays. */
const TELL_EVERY_MS = 60_000;

/** Only a person can change these; anything else is tried again. */
const isTerminal = (code: string): boolean =>
  code === "key-unknown" || code === "update-needed" || isDepartureCause(code);

/** One connection from hello to its end. Knows nothing of reconnecting. */
export class Session {
  readonly #context: EngineContext;
  readonly #socket: Socket;
  readonly #hooks: SessionHooks;
  readonly #inTurn = createTurns();
  #pump: PushPump | undefined;
  #wants: readonly Want[] = [];
  readonly #live = new Set<string>();
  #firstSync: FirstSync | undefined;
  #watchdog: Cancel | undefined;
  #end: SessionEnd | undefined;
  #telling: Cancel | undefined;
  #isTelling = false;
  #tellAgain = false;
  #resolveEnd: (end: SessionEnd) => void = () => undefined;
  readonly ended: Promise<SessionEnd>;

  constructor(context: EngineContext, socket: Socket, hooks: SessionHooks) {
    this.#context = context;
    this.#socket = socket;
    this.#hooks = hooks;
    this.ended = new Promise((resolve) => {
      this.#resolveEnd = resolve;
    });
  }

  start(): void {
    const { device, app, clock } = this.#context;
    this.#socket.onClose((code) => this.finish({ kind: "closed", code: `closed-${code}` }));
    this.#socket.onMessage((frame) => this.#enqueue(frame));
    this.#watch(WELCOME_TIMEOUT_MS, "no-welcome");
    this.#socket.send(encodeUp({ t: "hello", device, app, clockMs: clock.now() }));
  }

  /** Ends the connection; the first reason stands. */
  finish(end: SessionEnd): void {
    if (this.#end) return;
    this.#end = end;
    this.#watchdog?.();
    this.#telling?.();
    this.#socket.close(1000);
    this.#resolveEnd(end);
  }

  /** The outbox has something new, or a person is impatient. */
  outboxChanged(impatient = false): void {
    if (impatient) this.#pump?.impatient();
    this.#guarded(this.#pump?.pump());
  }

  /** Documents came in: a refusal that was about who may write them may be out of date. */
  stored(ids: readonly DocId[]): void {
    const isMeant = ({ docId, address }: OutboxEntry) =>
      ids.includes(docId) || ids.includes(address.owner as DocId);
    this.#guarded(offerAgain(this.#context, isMeant));
  }

  #guarded(work: Promise<unknown> | undefined): void {
    work?.catch((error: unknown) => this.#failed(error));
  }

  #failed(error: unknown): void {
    if (this.#end) return;
    const needsPerson = error instanceof BootstrapError && error.terminal;
    const code =
      error instanceof BootstrapError
        ? error.code
        : typeof (error as { code?: unknown }).code === "string"
          ? `store-${(error as { code: string }).code}`
          : "message-failed";
    this.#context.log.error("connection-failed", { code, error: String(error) });
    this.finish(needsPerson ? { kind: "blocked", code, message: error.message } : { kind: "closed", code });
  }

  #enqueue(frame: Uint8Array): void {
    if (this.#end) return;
    this.#hooks.onContact();
    if (this.#pump) this.#watchPushes();
    this.#guarded(
      this.#inTurn(async () => {
        if (this.#end) return;
        const message = decodeDown(frame);
        if (message.ok) await this.#handle(message.value);
        else this.finish({ kind: "closed", code: message.error });
      }),
    );
  }

  async #handle(message: Down): Promise<void> {
    const pump = this.#pump;
    if (message.t === "failure") return this.#onFailure(message);
    if (message.t === "welcome") return this.#onWelcome(message);
    if (!pump) return this.finish({ kind: "closed", code: "welcome-expected" });
    switch (message.t) {
      case "ack":
        if ((await pump.onAck(message)) === "receipt-invalid")
          return this.finish({ kind: "closed", code: "receipt-invalid" });
        return this.#afterAnswer();
      case "refuse":
        await pump.onRefuse(message);
        return this.#afterAnswer();
      case "retry":
        await pump.onRetry(message);
        return this.#afterAnswer();
      case "changes":
        if (!this.#context.standing.isSameEpoch(message.epoch))
          return this.finish({ kind: "closed", code: "epoch-changed" });
        return receiveChanges(this.#context, message);
      case "live":
        for (const { scope, kind } of message.of) this.#live.add(`${scope}\0${kind}`);
        return this.#tellCaughtUp();
      case "announce":
        await receiveAnnounce(this.#context, message);
        return this.fetchMissing();
      case "tombstone":
        await receiveTombstone(this.#context, message);
        return this.#tellRelay();
      case "receipt":
        await this.#context.outbox.prune(message.epoch, message.backedUpSeq);
        return;
    }
  }

  /** What is to be said beside the log: what was erased here, who looked at what. Else at the next occasion. */
  #tellRelay(): void {
    this.#tellAgain = this.#isTelling;
    if (this.#isTelling || this.#end) return;
    this.#isTelling = true;
    tellErased(this.#context)
      .then(() => tellReads(this.#context))
      .catch((error: unknown) => this.#context.log.warn("not-told", { error: String(error) }))
      .finally(() => {
        this.#isTelling = false;
        if (this.#tellAgain) this.#tellRelay();
      });
  }

  #tellNowAndThen(): void {
    if (this.#end || !this.#context.link.tell) return;
    this.#tellRelay();
    this.#telling = this.#context.clock.after(TELL_EVERY_MS, () => this.#tellNowAndThen());
  }

  #afterAnswer(): void {
    this.#watchPushes();
    this.outboxChanged();
  }

  #onFailure({ code, message, fatal }: Failure): void {
    this.#context.log.warn("relay-failure", { code, fatal });
    if (isTerminal(code)) this.finish({ kind: "blocked", code, message });
    else if (fatal) this.finish({ kind: "closed", code });
  }

  async #onWelcome(welcome: Welcome): Promise<void> {
    if (this.#pump) return;
    const met = await meetRelay(this.#context, welcome);
    if (!met.ok)
      return this.finish({
        kind: "blocked",
        code: met.error,
        message: "The relay is not the one this device knows.",
      });
    if (this.#end) return;
    this.#pump = new PushPump({
      context: this.#context,
      socket: this.#socket,
      relayKey: welcome.relayKey,
      isOver: () => this.#end !== undefined,
      onSent: () => this.#watchPushes(),
      wake: () => this.outboxChanged(),
      onRefused: async (items) => {
        await handleRefusals(this.#context, items);
        this.#tellRelay();
      },
    });
    this.#watchPushes();
    this.#wants = this.#context.wants(welcome);
    await offerAgain(this.#context, () => true);
    this.#hooks.onWelcome(welcome);
    this.outboxChanged();
    this.#tellNowAndThen();
    this.#subscribe(this.#wants.filter((w) => this.#cursorOf(w) !== undefined));
    this.#tellCaughtUp();
    this.#firstSync = new FirstSync({
      context: this.#context,
      wants: this.#wants,
      isOver: () => this.#end !== undefined,
      onReady: (wants) => this.#subscribe(wants),
      onFailed: (error) => this.#failed(error),
    });
    this.#firstSync.start();
  }

  #cursorOf({ scope, kind }: Want): number | undefined {
    return this.#context.standing.cursor(scope, kind);
  }

  #subscribe(wants: readonly Want[]): void {
    const epoch = this.#context.standing.relay?.epoch;
    for (let at = 0; at < wants.length && !this.#end; at += MAX_WANTS_PER_SUBSCRIBE)
      this.#socket.send(
        encodeUp({
          t: "subscribe",
          epoch,
          wants: wants
            .slice(at, at + MAX_WANTS_PER_SUBSCRIBE)
            .map((w) => ({ ...w, after: this.#cursorOf(w) ?? 0 })),
        } as unknown as Up),
      );
  }

  /** Whole documents are missing: announced, or set aside as damaged. */
  fetchMissing(): void {
    this.#firstSync?.start();
  }

  #tellCaughtUp(): void {
    this.#hooks.onCaughtUp(this.#wants.every(({ scope, kind }) => this.#live.has(`${scope}\0${kind}`)));
  }

  #watchPushes(): void {
    if ((this.#pump?.inFlightCount ?? 0) > 0) this.#watch(SILENCE_TIMEOUT_MS, "relay-silent");
    else this.#watchdog?.();
  }

  #watch(timeoutMs: number, code: string): void {
    this.#watchdog?.();
    if (this.#end) return;
    this.#watchdog = this.#context.clock.after(timeoutMs, () => this.finish({ kind: "closed", code }));
  }
}
