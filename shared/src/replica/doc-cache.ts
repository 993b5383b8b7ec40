import * as A from "@automerge/automerge/slim";
import { concatBytes } from "../bytes/index.ts";
import type { Log, ReplicaStore } from "../ports/index.ts";
import type { DocId } from "../records/index.ts";
import { loadDoc } from "./chunks.ts";

export interface DocCacheDeps {
  readonly store: ReplicaStore;
  readonly log: Log;
  /** Told when stored chunks do not open: the document shows what remains, and can be fetched again. */
  readonly onCorrupt?: (id: DocId) => void;
}

interface Slot {
  doc: A.Doc<unknown>;
  readonly listeners: Set<() => void>;
  pins: number;
}

/**
 * Documents in memory, loaded from the store outside any Repo: open ones, and the most recently used of the closed
 * ones up to a bound. Reading is all they are for; a change is made on a clone (see writer) and comes in as bytes.
 */
export class DocCache {
  readonly #deps: DocCacheDeps;
  readonly #limit: number;
  readonly #slots = new Map<DocId, Slot>();
  readonly #loading = new Map<DocId, { promise: Promise<Slot | undefined>; late: Uint8Array[] }>();

  constructor(deps: DocCacheDeps, limit = 64) {
    this.#deps = deps;
    this.#limit = limit;
  }

  /** The document as it is now; undefined when nothing is stored. */
  async read<T>(id: DocId): Promise<A.Doc<T> | undefined> {
    return (await this.#slot(id))?.doc as A.Doc<T> | undefined;
  }

  /** Keeps the document in memory until `close`, following every change. */
  async pin(
    id: DocId,
  ): Promise<{ doc(): A.Doc<unknown>; onChange(fn: () => void): () => void; close(): void } | undefined> {
    const slot = await this.#slot(id);
    if (!slot) return undefined;
    slot.pins++;
    let open = true;
    return {
      doc: () => slot.doc,
      onChange: (fn) => {
        slot.listeners.add(fn);
        return () => slot.listeners.delete(fn);
      },
      close: () => {
        if (!open) return;
        open = false;
        slot.pins--;
        this.#shrink();
      },
    };
  }

  /** Applies chunks (already stored) to the document if it is in memory. */
  receive(id: DocId, changes: readonly Uint8Array[]): void {
    const loading = this.#loading.get(id);
    if (loading) loading.late.push(...changes);
    const slot = this.#slots.get(id);
    if (slot && changes.length > 0) this.#apply(id, slot, changes);
  }

  forget(id: DocId): void {
    this.#slots.delete(id);
    this.#loading.delete(id);
  }

  clear(): void {
    this.#slots.clear();
    this.#loading.clear();
  }

  #apply(id: DocId, slot: Slot, changes: readonly Uint8Array[]): void {
    try {
      slot.doc = A.loadIncremental(slot.doc, concatBytes(...changes));
    } catch (error) {
      // The bytes are in the store; the next reader loads them there and says what is wrong with them.
      this.#deps.log.error("document-apply-failed", { error: String(error) });
      this.#slots.delete(id);
    }
    for (const fn of slot.listeners) fn();
  }

  async #slot(id: DocId): Promise<Slot | undefined> {
    const known = this.#slots.get(id);
    if (known) {
      this.#slots.delete(id);
      this.#slots.set(id, known);
      return known;
    }
    const underway = this.#loading.get(id);
    if (underway) return underway.promise;
    const late: Uint8Array[] = [];
    const promise = this.#load(id, late).finally(() => {
      if (this.#loading.get(id)?.late === late) this.#loading.delete(id);
    });
    this.#loading.set(id, { promise, late });
    return promise;
  }

  async #load(id: DocId, late: Uint8Array[]): Promise<Slot | undefined> {
    const { doc, bad } = await loadDoc<unknown>(this.#deps.store, id);
    if (bad.length > 0) this.#deps.onCorrupt?.(id);
    if (!doc) return undefined;
    const slot: Slot = { doc, listeners: new Set(), pins: 0 };
    if (this.#loading.get(id)?.late === late) this.#slots.set(id, slot);
    if (late.length > 0) this.#apply(id, slot, late);
    this.#shrink(id);
    return slot;
  }

  #shrink(keep?: DocId): void {
    if (this.#slots.size <= this.#limit) return;
    for (const [id, slot] of this.#slots) {
      if (this.#slots.size <= this.#limit) return;
      if (slot.pins === 0 && id !== keep) this.#slots.delete(id);
    }
  }
}
