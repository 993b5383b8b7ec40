import { bytesToHex, equalBytes } from "../bytes/index.ts";
import type { ReplicaStore, StoreWrite } from "../ports/index.ts";
import { encodeCbor } from "../protocol/index.ts";
import { keys } from "./keys.ts";
import { entryWrites, readEntries } from "./outbox-rows.ts";
import type { OutboxEntry } from "./types.ts";

type Receipt = NonNullable<OutboxEntry["receipt"]>;
type Refusal = NonNullable<OutboxEntry["refusal"]>;

/**
 * What this device wrote and where it has got to. A mirror of the store: it counts exactly what is durable, because
 * entries enter it only after their transaction, and stages change only after theirs. [CL2] [CL3]
 */
export class Outbox {
  readonly #store: ReplicaStore;
  readonly #entries = new Map<string, OutboxEntry>();
  readonly #listeners = new Set<() => void>();
  /** The watermark that was last acted on, with its epoch: a reconnect must not read every line again. */
  #pruned: { readonly epoch: Uint8Array; readonly seq: number } | undefined;

  private constructor(store: ReplicaStore) {
    this.#store = store;
  }

  static async load(store: ReplicaStore): Promise<Outbox> {
    const outbox = new Outbox(store);
    await outbox.refresh();
    return outbox;
  }

  /** Reads again what rests in the store: another tab may have written. */
  async refresh(): Promise<void> {
    const found = await readEntries(this.#store, "outbox");
    this.#entries.clear();
    for (const entry of found) this.#entries.set(entry.key, entry);
    this.#changed();
  }

  /** Entries just made durable by a writer of this process. */
  add(entries: readonly OutboxEntry[]): void {
    for (const entry of entries) this.#entries.set(entry.key, entry);
    this.#changed();
  }

  onChange(fn: () => void): () => void {
    this.#listeners.add(fn);
    return () => this.#listeners.delete(fn);
  }

  /** Not on the relay yet, oldest first. */
  pending(): OutboxEntry[] {
    return [...this.#entries.values()]
      .filter((e) => e.stage === "saved")
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  }

  refused(): OutboxEntry[] {
    return [...this.#entries.values()].filter((e) => e.stage === "refused");
  }

  get pendingCount(): number {
    let count = 0;
    for (const e of this.#entries.values()) if (e.stage === "saved") count++;
    return count;
  }

  get refusedCount(): number {
    return this.#entries.size - this.pendingCount;
  }

  get oldestPendingAtMs(): number | undefined {
    let oldest: number | undefined;
    for (const e of this.#entries.values())
      if (e.stage === "saved" && (oldest === undefined || e.savedAt < oldest)) oldest = e.savedAt;
    return oldest;
  }

  /** The relay's verified receipt: all of them move in one transaction. */
  async markReceived(entries: readonly OutboxEntry[], receipt: Receipt): Promise<OutboxEntry[]> {
    const moved = entries.map((entry): OutboxEntry => ({ ...entry, stage: "received", receipt }));
    await this.#store.transact(moved.flatMap(entryWrites), "relaxed");
    for (const entry of moved) this.#entries.delete(entry.key);
    this.#changed();
    return moved;
  }

  /** The relay's no. The entry stays, with its reason, until a person has dealt with it. */
  async markRefused(entry: OutboxEntry, refusal: Refusal): Promise<OutboxEntry> {
    const moved: OutboxEntry = { ...entry, stage: "refused", refusal };
    await this.#store.transact(entryWrites(moved), "strict");
    this.#entries.set(moved.key, moved);
    this.#changed();
    return moved;
  }

  /** Refused entries that are to be offered again. */
  async withdrawRefusal(entries: readonly OutboxEntry[]): Promise<OutboxEntry[]> {
    const moved = entries.map(
      ({ refusal: _refusal, ...entry }): OutboxEntry => ({ ...entry, stage: "saved" }),
    );
    await this.#store.transact(moved.flatMap(entryWrites), "relaxed");
    this.add(moved);
    return moved;
  }

  /** In-memory side of a transaction that replaced entries (a document was rebuilt). */
  replaced(removed: readonly OutboxEntry[], now: readonly OutboxEntry[]): void {
    for (const entry of removed) this.#entries.delete(entry.key);
    this.add(now);
  }

  /** Backups cover these sequences: bytes need not be kept, the line in "My records" is. */
  async prune(epoch: Uint8Array, backedUpSeq: number): Promise<number> {
    const done = this.#pruned && equalBytes(this.#pruned.epoch, epoch) ? this.#pruned.seq : 0;
    if (backedUpSeq <= done) return 0;
    const sent = await readEntries(this.#store, "sent");
    const covered = sent.filter(
      (e) => e.receipt && equalBytes(e.receipt.epoch, epoch) && e.receipt.seq <= backedUpSeq,
    );
    this.#pruned = { epoch, seq: backedUpSeq };
    if (covered.length === 0) return 0;
    const kept = new Set(
      [...sent, ...this.#entries.values()]
        .filter((e) => !covered.some((c) => c.key === e.key))
        .map((e) => bytesToHex(e.manifest.signature.subarray(0, 16))),
    );
    const writes: StoreWrite[] = [];
    for (const entry of covered) {
      const { bytes: _bytes, manifest, key, ...line } = entry;
      const id = bytesToHex(manifest.signature.subarray(0, 16));
      writes.push(
        { type: "delete", key: keys.sent(key) },
        { type: "put", key: keys.done(key), value: encodeCbor(line) },
      );
      if (manifest.names.length > 1 && !kept.has(id)) writes.push({ type: "delete", key: keys.manifest(id) });
    }
    await this.#store.transact(writes, "relaxed");
    return covered.length;
  }

  /**
   * Received entries that must be offered again: all of them when the relay's log is another one (restored from
   * backup), or those that `which` names. They become pending in one transaction.
   */
  async reopen(
    which: (entry: OutboxEntry) => boolean,
    also: readonly StoreWrite[] = [],
  ): Promise<OutboxEntry[]> {
    const reopened = (await readEntries(this.#store, "sent"))
      .filter(which)
      .map(({ receipt: _receipt, ...entry }): OutboxEntry => ({ ...entry, stage: "saved" }));
    if (reopened.length + also.length === 0) return [];
    await this.#store.transact([...reopened.flatMap(entryWrites), ...also], "strict");
    this.add(reopened);
    return reopened;
  }

  #changed(): void {
    for (const fn of this.#listeners) fn();
  }
}
