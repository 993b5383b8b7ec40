import { freshActor } from "../changes/index.ts";
import type { Random } from "../ports/index.ts";
import type { DocId } from "../records/index.ts";

const LIMIT = 512;

/**
 * The actor under which this process writes into each document: fresh for every process and key, and dropped whenever
 * it is not certain that its next sequence number is unused. A reused one wedges a document for ever. [AU2]
 */
export class SessionActors {
  readonly #random: Random;
  readonly #actors = new Map<DocId, { readonly key: Uint8Array; readonly actor: string; seq: number }>();

  constructor(random: Random) {
    this.#random = random;
  }

  of(id: DocId, key: Uint8Array): string {
    const known = this.#actors.get(id);
    if (known?.key === key) return known.actor;
    if (this.#actors.size >= LIMIT) this.#actors.clear();
    const actor = freshActor(key, this.#random);
    this.#actors.set(id, { key, actor, seq: 0 });
    return actor;
  }

  /** False when the document no longer contains all that this actor wrote: then it must not write again. */
  isNext(id: DocId, seq: number): boolean {
    return this.#actors.get(id)?.seq === seq - 1;
  }

  /** A change with this number may exist on disk. */
  used(id: DocId, seq: number): void {
    const known = this.#actors.get(id);
    if (known) known.seq = seq;
  }

  retire(id: DocId): void {
    this.#actors.delete(id);
  }
}
