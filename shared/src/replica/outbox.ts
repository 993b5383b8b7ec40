import { equalBytes } from "../bytes/index.ts";
import type { ReplicaStore, StoreWrite } from "../ports/index.ts";
import { encodeCbor } from "../protocol/index.ts";
import { keys } from "./keys.ts";
import { ManifestLists, outboxWrite, readOutbox, sharedIdOf } from "./outbox-rows.ts";
import { readSent, sentWrites, takeSent } from "./sent-batches.ts";
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
  /** What `pending` gives, kept until an entry comes or goes. */
  #pending: readonly OutboxEntry[] | undefined;
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
    const found = await readOutbox(this.#store, new ManifestLists(this.#store));
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
  pending(): readonly OutboxEntry[] {
    if (this.#pending) return this.#pending;
    const pending = [...this.#entries.values()].filter((e) => e.stage === "saved");
    // They nearly always stand in order already; a rebuilt document or another tab may have mixed them.
    if (pending.some((e, i) => i > 0 && e.key < pending[i - 1]!.key))
      pending.sort((a, b) => (a.key < b.key ? -1 : 1));
    this.#pending = pending;
    return pending;
  }

  refused(): OutboxEntry[] {
    return this.refusedCount === 0 ? [] : [...this.#entries.values()].filter((e) => e.stage === "refused");
  }

  get pendingCount(): number {
    return this.pending().length;
  }

  get refusedCount(): number {
    return this.#entries.size - this.pendingCount;
  }

  get oldestPendingAtMs(): number | undefined {
    let oldest: number | undefined;
    for (const { savedAt } of this.pending()) if (oldest === undefined || savedAt < oldest) oldest = savedAt;
    return oldest;
  }

  /** The relay's verified receipt: all of them move in one transaction. */
  async markReceived(entries: readonly OutboxEntry[], receipt: Receipt): Promise<void> {
    await this.#store.transact(sentWrites(entries, receipt), "relaxed");
    for (const { key } of entries) this.#entries.delete(key);
    // Most often they were the oldest: what is left is known without looking at every entry again.
    const before = this.#pending;
    const wereOldest = before !== undefined && entries.every((entry, i) => before[i] === entry);
    this.#changed(wereOldest ? before.slice(entries.length) : undefined);
  }

  /** The relay's no. The entry stays, with its reason, until a person has dealt with it. */
  async markRefused(entry: OutboxEntry, refusal: Refusal): Promise<OutboxEntry> {
    const moved: OutboxEntry = { ...entry, stage: "refused", refusal };
    await this.#store.transact([outboxWrite(moved)], "strict");
    this.#entries.set(moved.key, moved);
    this.#changed();
    return moved;
  }

  /** Refused entries that are to be offered again. */
  async withdrawRefusal(entries: readonly OutboxEntry[]): Promise<OutboxEntry[]> {
    const moved = entries.map(
      ({ refusal: _refusal, ...entry }): OutboxEntry => ({ ...entry, stage: "saved" }),
    );
    await this.#store.transact(moved.map(outboxWrite), "relaxed");
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
    const sent = await readSent(this.#store, new ManifestLists(this.#store));
    const isCovered = ({ receipt }: { readonly receipt: Receipt }): boolean =>
      equalBytes(receipt.epoch, epoch) && receipt.seq <= backedUpSeq;
    const covered = sent.filter(isCovered);
    this.#pruned = { epoch, seq: backedUpSeq };
    if (covered.length === 0) return 0;
    const kept = new Set(
      [...sent.filter((b) => !isCovered(b)).flatMap((b) => b.entries), ...this.#entries.values()].map(
        sharedIdOf,
      ),
    );
    const writes: StoreWrite[] = [];
    for (const { key, entries } of covered) {
      const lines = entries.map(({ bytes: _bytes, manifest: _manifest, ...line }) => line);
      writes.push(
        { type: "delete", key: keys.sent(key) },
        { type: "put", key: keys.done(key), value: encodeCbor(lines) },
      );
    }
    for (const id of new Set(covered.flatMap((b) => b.entries).map(sharedIdOf)))
      if (id !== undefined && !kept.has(id)) writes.push({ type: "delete", key: keys.manifest(id) });
    await this.#store.transact(writes, "relaxed");
    return covered.reduce((sum, { entries }) => sum + entries.length, 0);
  }

  /**
   * Received entries that must be offered again: all of them when the relay's log is another one (restored from
   * backup), or those that `which` names. They become pending in one transaction.
   */
  async reopen(
    which: (entry: OutboxEntry) => boolean,
    also: readonly StoreWrite[] = [],
  ): Promise<OutboxEntry[]> {
    const { taken, writes } = takeSent(await readSent(this.#store, new ManifestLists(this.#store)), which);
    const reopened = taken.map(
      ({ receipt: _receipt, ...entry }): OutboxEntry => ({ ...entry, stage: "saved" }),
    );
    if (reopened.length + also.length === 0) return [];
    await this.#store.transact([...writes, ...reopened.map(outboxWrite), ...also], "strict");
    this.add(reopened);
    return reopened;
  }

  #changed(pending?: readonly OutboxEntry[]): void {
    this.#pending = pending;
    for (const fn of this.#listeners) fn();
  }
}
