import { bytesToHex, concatBytes, hexToBytes } from "../bytes/index.ts";
import { getSound, type ReplicaStore, soundEntries, type StoreWrite } from "../ports/index.ts";
import { decodeCbor, encodeCbor } from "../protocol/index.ts";
import { type DocAddress, type DocId, docIdToBytes } from "../records/index.ts";
import { keys } from "./keys.ts";
import type { OutboxEntry, Stage } from "./types.ts";

export interface StoredManifest {
  readonly key: Uint8Array;
  readonly signedAt: number;
  readonly signature: Uint8Array;
  /** Where its list rests when it covers several changes. */
  readonly shared?: string;
}

/** How an entry rests. A manifest over many changes rests once, beside the entries, under `shared`. */
interface StoredEntry {
  docId: string;
  address: DocAddress;
  hash: Uint8Array;
  bytes: Uint8Array;
  savedAt: number;
  author: string;
  stage: Stage;
  manifest: StoredManifest;
  refusal?: { code: string; reason: string };
}

export const PAIR_BYTES = 48;

/** The signed pair of a change: 16 bytes of document id, 32 of hash. */
export const pairOf = (docId: DocId, hashHex: string): Uint8Array =>
  concatBytes(docIdToBytes(docId), hexToBytes(hashHex));

/** Under which name the list of a manifest over several changes rests; undefined for a single one. */
export const sharedIdOf = (entry: OutboxEntry): string | undefined =>
  entry.manifest.names.length === 1 ? undefined : bytesToHex(entry.manifest.signature.subarray(0, 16));

const encodeEntry = (entry: OutboxEntry): Uint8Array => {
  const { key, signedAt, signature } = entry.manifest;
  const shared = sharedIdOf(entry);
  const stored: StoredEntry = {
    docId: entry.docId,
    address: entry.address,
    hash: hexToBytes(entry.hashHex),
    bytes: entry.bytes,
    savedAt: entry.savedAt,
    author: entry.author,
    stage: entry.stage,
    manifest: { key, signedAt, signature, ...(shared === undefined ? {} : { shared }) },
    ...(entry.refusal ? { refusal: entry.refusal } : {}),
  };
  return encodeCbor(stored);
};

/** The write that keeps an entry in the outbox as it is now. */
export const outboxWrite = (entry: OutboxEntry): StoreWrite => ({
  type: "put",
  key: keys.outbox(entry.key),
  value: encodeEntry(entry),
});

/** For an entry that has just been made: nothing to delete, and its manifest's list where several changes share it. */
export const newEntryWrites = (entries: readonly OutboxEntry[]): StoreWrite[] => {
  const writes: StoreWrite[] = entries.map(outboxWrite);
  const lists = new Map<string, readonly Uint8Array[]>();
  for (const entry of entries) {
    const shared = sharedIdOf(entry);
    if (shared !== undefined) lists.set(shared, entry.manifest.names);
  }
  for (const [id, names] of lists)
    writes.push({ type: "put", key: keys.manifest(id), value: concatBytes(...names) });
  return writes;
};

const splitPairs = (bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: bytes.length / PAIR_BYTES }, (_, i) =>
    bytes.slice(i * PAIR_BYTES, (i + 1) * PAIR_BYTES),
  );

/** The lists of manifests, each read, and held, once. */
export class ManifestLists {
  readonly #store: ReplicaStore;
  readonly #byId = new Map<string, readonly Uint8Array[]>();

  constructor(store: ReplicaStore) {
    this.#store = store;
  }

  /** The pairs that a manifest signed: the one of its only change, or the list that rests under its name. */
  async names(shared: string | undefined, docId: DocId, hashHex: string): Promise<readonly Uint8Array[]> {
    if (shared === undefined) return [pairOf(docId, hashHex)];
    let names = this.#byId.get(shared);
    if (!names) {
      names = splitPairs((await getSound(this.#store, keys.manifest(shared))) ?? new Uint8Array());
      this.#byId.set(shared, names);
    }
    return names;
  }
}

/**
 * Reads what waits in the outbox, in order. What does not open stays where it is, for whoever can still make something
 * of it (the store tells of it), and holds nobody up.
 */
export const readOutbox = async (store: ReplicaStore, lists: ManifestLists): Promise<OutboxEntry[]> => {
  const out: OutboxEntry[] = [];
  for (const { key, value } of soundEntries(await store.range(keys.outbox()))) {
    const stored = decodeCbor(value) as StoredEntry;
    const docId = stored.docId as DocId;
    const hashHex = bytesToHex(stored.hash);
    const { shared, ...manifest } = stored.manifest;
    out.push({
      key: key[1] ?? "",
      docId,
      address: stored.address,
      hashHex,
      bytes: stored.bytes,
      savedAt: stored.savedAt,
      author: stored.author,
      manifest: { ...manifest, names: await lists.names(shared, docId, hashHex) },
      stage: stored.stage,
      ...(stored.refusal ? { refusal: stored.refusal } : {}),
    });
  }
  return out;
};
