import { bytesToHex, concatBytes, hexToBytes } from "../bytes/index.ts";
import { getSound, type ReplicaStore, soundEntries, type StoreWrite } from "../ports/index.ts";
import { decodeCbor, encodeCbor } from "../protocol/index.ts";
import { type DocAddress, type DocId, docIdToBytes } from "../records/index.ts";
import { keys } from "./keys.ts";
import type { OutboxEntry, Stage } from "./types.ts";

/** How an entry rests. A manifest over many changes rests once, beside the entries, under `shared`. */
interface StoredEntry {
  docId: string;
  address: DocAddress;
  hash: Uint8Array;
  bytes: Uint8Array;
  savedAt: number;
  author: string;
  stage: Stage;
  manifest: { key: Uint8Array; signedAt: number; signature: Uint8Array; shared?: string };
  receipt?: { epoch: Uint8Array; seq: number; receivedAt: number };
  refusal?: { code: string; reason: string };
}

export const PAIR_BYTES = 48;

/** The signed pair of a change: 16 bytes of document id, 32 of hash. */
export const pairOf = (docId: DocId, hashHex: string): Uint8Array =>
  concatBytes(docIdToBytes(docId), hexToBytes(hashHex));

const sharedIdOf = (entry: OutboxEntry): string | undefined =>
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
    ...(entry.receipt ? { receipt: entry.receipt } : {}),
    ...(entry.refusal ? { refusal: entry.refusal } : {}),
  };
  return encodeCbor(stored);
};

/** The writes that put an entry where its stage belongs; `received` ones leave the outbox proper. */
export const entryWrites = (entry: OutboxEntry): StoreWrite[] =>
  entry.stage === "received"
    ? [
        { type: "delete", key: keys.outbox(entry.key) },
        { type: "put", key: keys.sent(entry.key), value: encodeEntry(entry) },
      ]
    : [
        { type: "put", key: keys.outbox(entry.key), value: encodeEntry(entry) },
        { type: "delete", key: keys.sent(entry.key) },
      ];

/** For an entry that has just been made: nothing to delete, and its manifest's list where several changes share it. */
export const newEntryWrites = (entries: readonly OutboxEntry[]): StoreWrite[] => {
  const writes: StoreWrite[] = entries.map((entry) => ({
    type: "put",
    key: keys.outbox(entry.key),
    value: encodeEntry(entry),
  }));
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

/**
 * Reads one namespace of entries, in order. Lists shared by several entries are read, and held, once. What does not
 * open stays where it is, for whoever can still make something of it (the store tells of it), and holds nobody up.
 */
export const readEntries = async (store: ReplicaStore, place: "outbox" | "sent"): Promise<OutboxEntry[]> => {
  const lists = new Map<string, readonly Uint8Array[]>();
  const out: OutboxEntry[] = [];
  for (const { key, value } of soundEntries(await store.range(keys[place]()))) {
    const stored = decodeCbor(value) as StoredEntry;
    const docId = stored.docId as DocId;
    const hashHex = bytesToHex(stored.hash);
    const { shared, ...manifest } = stored.manifest;
    let names: readonly Uint8Array[] | undefined =
      shared === undefined ? [pairOf(docId, hashHex)] : lists.get(shared);
    if (names === undefined) {
      names = splitPairs((await getSound(store, keys.manifest(shared!))) ?? new Uint8Array());
      lists.set(shared!, names);
    }
    out.push({
      key: key[1] ?? "",
      docId,
      address: stored.address,
      hashHex,
      bytes: stored.bytes,
      savedAt: stored.savedAt,
      author: stored.author,
      manifest: { ...manifest, names },
      stage: stored.stage,
      ...(stored.receipt ? { receipt: stored.receipt } : {}),
      ...(stored.refusal ? { refusal: stored.refusal } : {}),
    });
  }
  return out;
};
