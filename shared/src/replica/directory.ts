import { type ReplicaStore, soundEntries, type StoreWrite } from "../ports/index.ts";
import { decodeCbor, encodeCbor } from "../protocol/index.ts";
import { type DocAddress, type DocId, deriveDocId, rootChange } from "../records/index.ts";
import { keys } from "./keys.ts";

/** Which documents this replica knows, and what each is: the one thing a document id does not say. */
export class Directory {
  readonly #addressById = new Map<DocId, DocAddress>();
  readonly #erased = new Set<DocId>();

  static async load(store: ReplicaStore): Promise<Directory> {
    const directory = new Directory();
    // An address that does not open is written again when its document is met the next time.
    for (const { key, value } of soundEntries(await store.range(keys.address())))
      directory.#addressById.set(key[1] as DocId, decodeCbor(value) as DocAddress);
    for (const { key } of await store.range(keys.erased())) directory.#erased.add(key[1] as DocId);
    return directory;
  }

  get(id: DocId): DocAddress | undefined {
    return this.#addressById.get(id);
  }

  entries(): IterableIterator<[DocId, DocAddress]> {
    return this.#addressById.entries();
  }

  /**
   * What must be written when a document is met for the first time: its address and, for a derived one, the first
   * change that everybody computes for himself (`withRoot`; a compacted document brings it along). Nothing when it is
   * known.
   */
  firstWrites(id: DocId, address: DocAddress, withRoot = true): StoreWrite[] {
    if (this.#addressById.has(id)) return [];
    const { kind, owner, period } = address;
    const writes: StoreWrite[] = [
      { type: "put", key: keys.address(id), value: encodeCbor({ kind, owner, period }) },
    ];
    if (kind !== "patient" && withRoot) {
      const root = rootChange({ kind, owner, period });
      writes.push({ type: "put", key: keys.incremental(id, root.hash), value: root.bytes });
    }
    return writes;
  }

  /** After the transaction that held `firstWrites`. */
  learned(id: DocId, { kind, owner, period }: DocAddress): void {
    this.#addressById.set(id, { kind, owner, period });
  }

  /** Erased by law: it is not known any more, and never again. */
  erased(id: DocId): void {
    this.#addressById.delete(id);
    this.#erased.add(id);
  }

  /** Whether this document, or the patient that it belongs to, was erased by law. */
  isErased(id: DocId, { owner }: DocAddress): boolean {
    return this.#erased.has(id) || this.#erased.has(owner as DocId);
  }
}

/** Whether an id is the one that its address derives; a patient's id is its own. [RC1] */
export const isIdOfAddress = (id: DocId, address: DocAddress): boolean =>
  address.kind === "patient" || deriveDocId(address) === id;
