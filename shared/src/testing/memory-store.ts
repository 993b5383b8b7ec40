import type { Clock, ReplicaStore, StoreEntry, StoreKey, StoreWrite } from "../ports/index.ts";
import { StoreError } from "../ports/index.ts";
import { keyToText } from "./store-key.ts";

/** Keys in order, values by key. */
class SortedEntries {
  readonly byKey = new Map<string, StoreEntry>();
  #sorted: string[] = [];
  bytes = 0;

  #at(text: string): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle]! < text) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  apply(writes: readonly StoreWrite[]): void {
    for (const write of writes) {
      if (write.type === "put") this.#put(write.key, write.value);
      else if (write.type === "delete") this.#delete(keyToText(write.key));
      else for (const { key } of this.range(write.prefix)) this.#delete(keyToText(key));
    }
  }

  range(prefix: StoreKey): StoreEntry[] {
    const text = keyToText(prefix);
    const out: StoreEntry[] = [];
    for (let i = this.#at(text); i < this.#sorted.length && this.#sorted[i]!.startsWith(text); i++)
      out.push(this.byKey.get(this.#sorted[i]!)!);
    return out;
  }

  #put(key: StoreKey, value: Uint8Array): void {
    const text = keyToText(key);
    const old = this.byKey.get(text);
    this.bytes += value.length - (old?.value.length ?? 0);
    if (!old) this.#sorted.splice(this.#at(text), 0, text);
    this.byKey.set(text, { key: [...key], value: value.slice() });
  }

  #delete(text: string): void {
    const old = this.byKey.get(text);
    if (!old) return;
    this.bytes -= old.value.length;
    this.byKey.delete(text);
    this.#sorted.splice(this.#at(text), 1);
  }

  copy(): SortedEntries {
    const out = new SortedEntries();
    for (const [text, entry] of this.byKey) out.byKey.set(text, entry);
    out.#sorted = [...this.#sorted];
    out.bytes = this.bytes;
    return out;
  }
}

/** What a disk is made to do wrong. */
export interface DiskFaults {
  /** Bytes; a write that would exceed them is refused whole. */
  quotaBytes?: number;
  /** How long a strict write takes. With a clock only: this is where a simulated crash falls. */
  slowMs?: number;
  /** Planted bug: `strict` answers before the bytes are durable. */
  strictLies?: boolean;
}
export interface DiskOptions {
  readonly clock?: Clock;
  readonly faults?: DiskFaults;
}

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/**
 * A disk with a write cache. What a transaction wrote is visible at once and durable later: `strict` resolves then,
 * `relaxed` before. `crash` loses what was not durable, and the process that was using the disk never hears again.
 */
export class MemoryDisk {
  readonly faults: DiskFaults;
  readonly #clock: Clock | undefined;
  #durable = new SortedEntries();
  #visible = new SortedEntries();
  #pending: (readonly StoreWrite[])[] = [];
  #life = 0;
  /** Called where a process may be killed: before and after each write. */
  onAwait: (() => void) | undefined;

  constructor(options: DiskOptions = {}) {
    this.#clock = options.clock;
    this.faults = { ...options.faults };
  }

  /** Opens the disk. Stores opened before a crash are dead: their promises stay open for ever. */
  open(): ReplicaStore {
    const life = this.#life;
    let closed = false;
    const guard = <T>(work: () => T | Promise<T>): Promise<T> => {
      if (life !== this.#life) return never();
      if (closed) return Promise.reject(new StoreError("closed", "the store is closed"));
      try {
        return Promise.resolve(work());
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    return {
      get: (key) => guard(() => this.#visible.byKey.get(keyToText(key))?.value.slice()),
      range: (prefix) =>
        guard(() => this.#visible.range(prefix).map(({ key, value }) => ({ key, value: value.slice() }))),
      transact: (writes, durability) => guard(() => this.#transact(life, writes, durability)),
      close: () => guard(() => void (closed = true)),
    };
  }

  async #transact(
    life: number,
    writes: readonly StoreWrite[],
    durability: "strict" | "relaxed",
  ): Promise<void> {
    this.onAwait?.();
    if (life !== this.#life) return never();
    const trial = this.faults.quotaBytes === undefined ? undefined : this.#visible.copy();
    trial?.apply(writes);
    if (trial && trial.bytes > this.faults.quotaBytes! && trial.bytes > this.#visible.bytes)
      throw new StoreError("quota", "no space left on this device");
    for (const write of writes) keyToText(write.type === "deleteRange" ? write.prefix : write.key); // all or nothing
    const own = writes.map((w) => (w.type === "put" ? { ...w, value: w.value.slice() } : w));
    this.#visible.apply(own);
    this.#pending.push(own);
    if (durability === "relaxed" || this.faults.strictLies) {
      this.#clock?.after(this.faults.slowMs ?? 20, () => life === this.#life && this.#flush(own));
      if (!this.#clock && !this.faults.strictLies) this.#flush(own);
      return;
    }
    if (this.#clock) {
      const clock = this.#clock;
      await new Promise<void>((resolve) => void clock.after(this.faults.slowMs ?? 1, resolve));
    } else await Promise.resolve();
    if (life !== this.#life) return never();
    this.#flush(own);
    this.onAwait?.();
    if (life !== this.#life) return never();
  }

  /** Everything up to and including this transaction reaches the platter, in order. */
  #flush(upTo: readonly StoreWrite[]): void {
    const at = this.#pending.indexOf(upTo);
    for (const writes of this.#pending.splice(0, at + 1)) this.#durable.apply(writes);
  }

  /**
   * Power cut. `kept` transactions of the cache happen to have reached the platter; with `torn`, one more did by
   * half, which no honest disk with a journal does: the negative control for atomicity.
   */
  crash(options: { readonly kept?: number; readonly torn?: boolean } = {}): void {
    this.#life++;
    const survivors = this.#pending.slice(0, options.kept ?? 0);
    const next = this.#pending[survivors.length];
    for (const writes of survivors) this.#durable.apply(writes);
    if (options.torn && next) this.#durable.apply(next.slice(0, Math.ceil(next.length / 2)));
    this.#pending = [];
    this.#visible = this.#durable.copy();
  }

  get pendingTransactions(): number {
    return this.#pending.length;
  }

  /** What would be found after a power cut right now. */
  durable(prefix: StoreKey): StoreEntry[] {
    return this.#durable.range(prefix);
  }
}

/** A store in memory without faults, for tests that are about something else. */
export const createMemoryStore = (): ReplicaStore => new MemoryDisk().open();
