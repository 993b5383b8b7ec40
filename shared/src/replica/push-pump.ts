import { type ChangeName, receiptBody } from "../changes/index.ts";
import type { Socket } from "../ports/index.ts";
import type { Ack, Refuse, Retry } from "../protocol/index.ts";
import type { DocId } from "../records/index.ts";
import { chooseBatch } from "./choose-batch.ts";
import type { EngineContext } from "./engine-context.ts";
import { buildPush } from "./push-frame.ts";
import type { OutboxEntry } from "./types.ts";

const MAX_IN_FLIGHT = 4;
/** Changes deflate to a seventh or better; the frame's own bound is checked after packing. */
const FIRST_BATCH_BYTES = 64 * 1024;
const LARGEST_BATCH_BYTES = 768 * 1024;
const PAUSE_BUFFERED_BYTES = 1024 * 1024;

interface Batch {
  readonly entries: readonly OutboxEntry[];
  readonly names: readonly ChangeName[];
  /** Indexes that a refuse or retry has named: the ack is not about them. */
  readonly named: Set<number>;
}

export interface PumpDeps {
  readonly context: EngineContext;
  readonly socket: Socket;
  readonly relayKey: Uint8Array;
  readonly isOver: () => boolean;
  readonly onSent: () => void;
  /** Calls `pump` and looks after its failure. */
  readonly wake: () => void;
  readonly onRefused: (
    items: readonly { readonly entry: OutboxEntry; readonly code: string; readonly reason: string }[],
  ) => Promise<void>;
}

/** Offers what waits in the outbox: without a round trip before, several pushes under way, each answered by name. */
export class PushPump {
  readonly #deps: PumpDeps;
  readonly #inFlight = new Map<number, Batch>();
  readonly #busy = new Set<string>();
  readonly #notBefore = new Map<string, number>();
  readonly #reopened = new Set<DocId>();
  #nextId = 0;
  #maxBytes = FIRST_BATCH_BYTES;
  #running = false;
  #again = false;

  constructor(deps: PumpDeps) {
    this.#deps = deps;
  }

  get inFlightCount(): number {
    return this.#inFlight.size;
  }

  /** A person pressed "send now": nothing waits any longer. */
  impatient(): void {
    this.#notBefore.clear();
  }

  async pump(): Promise<void> {
    this.#again = true;
    if (this.#running) return;
    this.#running = true;
    try {
      while (this.#again && !this.#deps.isOver()) {
        this.#again = false;
        while (await this.#sendOne());
      }
    } finally {
      this.#running = false;
    }
  }

  async #sendOne(): Promise<boolean> {
    const { context, socket, isOver } = this.#deps;
    if (isOver() || this.#inFlight.size >= MAX_IN_FLIGHT) return false;
    if (this.#inFlight.size > 0 && socket.bufferedBytes() > PAUSE_BUFFERED_BYTES) return false;
    const now = context.clock.now();
    let entries = chooseBatch(context.outbox.pending(), {
      maxBytes: this.#maxBytes,
      isWaiting: (e) => this.#busy.has(e.key) || (this.#notBefore.get(e.key) ?? 0) > now,
    });
    if (entries.length === 0) return false;
    const id = this.#nextId++;
    const build = () =>
      buildPush(entries, {
        id,
        signer: context.identity()?.signer,
        nowMs: now,
        compression: context.compression,
      });
    let push = await build();
    while (!push && entries.length > 1) {
      entries = entries.slice(0, entries.length >> 1);
      push = await build();
    }
    if (!push) throw new Error("a single change does not fit a frame");
    if (isOver()) return false;
    for (const entry of entries) this.#busy.add(entry.key);
    this.#inFlight.set(id, { entries, names: push.names, named: new Set() });
    socket.send(push.frame);
    this.#deps.onSent();
    return true;
  }

  /** The relay has them on disk. Believed only with its signature over exactly these changes in this order. [PR8] */
  async onAck(message: Ack): Promise<"ok" | "receipt-invalid"> {
    const { context, relayKey } = this.#deps;
    const batch = this.#inFlight.get(message.id);
    if (!batch) return "ok";
    const isMeant = (_: unknown, index: number) => !batch.named.has(index);
    const entries = batch.named.size === 0 ? batch.entries : batch.entries.filter(isMeant);
    const names = batch.named.size === 0 ? batch.names : batch.names.filter(isMeant);
    const { epoch, seq, receivedAt, signature } = message;
    const body = receiptBody({ epoch, seq, receivedAt }, names);
    if (!(await context.verifier.verify(relayKey, body, signature))) return "receipt-invalid";
    // What was erased while the answer was under way is not written down again.
    const kept = entries.filter((e) => !context.standing.erased.has(e.docId));
    await context.outbox.markReceived(kept, { epoch, seq, receivedAt });
    this.#finish(message.id, batch);
    this.#maxBytes = Math.min(this.#maxBytes * 2, LARGEST_BATCH_BYTES);
    context.events.onStage(kept.map(({ hashHex, docId }) => ({ hashHex, docId, stage: "received" })));
    return "ok";
  }

  async onRefuse(message: Refuse): Promise<void> {
    const batch = this.#inFlight.get(message.id);
    if (!batch) return;
    const items = message.items.flatMap(({ index, code, reason }) => {
      const entry = batch.entries[index];
      return entry ? [{ entry, code, reason }] : [];
    });
    for (const { index } of message.items) batch.named.add(index);
    await this.#deps.onRefused(items);
    for (const { entry } of items) this.#busy.delete(entry.key);
    this.#finishWhenNamed(message.id, batch);
  }

  /** Neither stored nor refused: offered again later, with whatever of ours the relay may have lost of those documents. */
  async onRetry(message: Retry): Promise<void> {
    const { context } = this.#deps;
    const batch = this.#inFlight.get(message.id);
    if (!batch) return;
    const lacking = new Set<string>();
    for (const { index, code } of message.items) {
      batch.named.add(index);
      const entry = batch.entries[index];
      if (!entry) continue;
      this.#busy.delete(entry.key);
      this.#notBefore.set(entry.key, context.clock.now() + message.afterMs);
      if (code === "missing-dep") for (const id of [entry.docId, entry.address.owner]) lacking.add(id);
    }
    this.#finishWhenNamed(message.id, batch);
    const fresh = [...lacking].filter((id) => id !== "" && !this.#reopened.has(id as DocId)) as DocId[];
    for (const id of fresh) this.#reopened.add(id);
    if (fresh.length > 0) {
      const again = await context.outbox.reopen((e) => fresh.includes(e.docId));
      if (again.length > 0)
        context.events.onStage(again.map(({ hashHex, docId, stage }) => ({ hashHex, docId, stage })));
    }
    context.clock.after(message.afterMs + 1, this.#deps.wake);
  }

  #finishWhenNamed(id: number, batch: Batch): void {
    if (batch.named.size >= batch.entries.length) this.#finish(id, batch);
  }

  #finish(id: number, batch: Batch): void {
    this.#inFlight.delete(id);
    for (const entry of batch.entries) this.#busy.delete(entry.key);
  }
}
