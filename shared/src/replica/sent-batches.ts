import { bytesToHex, hexToBytes } from "../bytes/index.ts";
import { type ReplicaStore, soundEntries, type StoreWrite } from "../ports/index.ts";
import { decodeCbor, encodeCbor } from "../protocol/index.ts";
import type { DocAddress, DocId } from "../records/index.ts";
import { keys } from "./keys.ts";
import { type ManifestLists, sharedIdOf, type StoredManifest } from "./outbox-rows.ts";
import type { OutboxEntry } from "./types.ts";

type Receipt = NonNullable<OutboxEntry["receipt"]>;

/** Entries that one receipt answers for, as they rest: what they share is written once. */
interface StoredBatch {
  readonly receipt: Receipt;
  readonly docs: readonly { readonly id: string; readonly address: DocAddress }[];
  readonly authors: readonly string[];
  readonly manifests: readonly StoredManifest[];
  /** Key, document, author, manifest, savedAt, hash, bytes. */
  readonly rows: readonly (readonly [string, number, number, number, number, Uint8Array, Uint8Array])[];
}

/** What one receipt answers for. Its record is named by its first entry. */
export interface SentBatch {
  readonly key: string;
  readonly receipt: Receipt;
  readonly entries: readonly OutboxEntry[];
}

/** Index of a thing in a list that grows as new ones are met. */
const indexer = <T>(list: T[], make: (name: string) => T): ((name: string) => number) => {
  const indexByName = new Map<string, number>();
  return (name) => {
    let index = indexByName.get(name);
    if (index === undefined) {
      index = list.push(make(name)) - 1;
      indexByName.set(name, index);
    }
    return index;
  };
};

const encodeBatch = (entries: readonly OutboxEntry[], receipt: Receipt): Uint8Array => {
  const docs: { id: string; address: DocAddress }[] = [];
  const authors: string[] = [];
  const manifests: StoredManifest[] = [];
  let current = entries[0] as OutboxEntry;
  const docIndex = indexer(docs, (id) => ({ id, address: current.address }));
  const authorIndex = indexer(authors, (author) => author);
  const manifestIndex = indexer(manifests, () => {
    const { key, signedAt, signature } = current.manifest;
    const shared = sharedIdOf(current);
    return { key, signedAt, signature, ...(shared === undefined ? {} : { shared }) };
  });
  let signature: Uint8Array | undefined;
  let manifest = 0;
  const rows = entries.map((entry): StoredBatch["rows"][number] => {
    current = entry;
    // Entries of one manifest hold the same array, and stand together.
    if (entry.manifest.signature !== signature) {
      signature = entry.manifest.signature;
      manifest = manifestIndex(bytesToHex(signature));
    }
    const { key, docId, author, savedAt, hashHex, bytes } = entry;
    return [key, docIndex(docId), authorIndex(author), manifest, savedAt, hexToBytes(hashHex), bytes];
  });
  return encodeCbor({ receipt, docs, authors, manifests, rows } satisfies StoredBatch);
};

const putBatch = (entries: readonly OutboxEntry[], receipt: Receipt): StoreWrite => ({
  type: "put",
  key: keys.sent((entries[0] as OutboxEntry).key),
  value: encodeBatch(entries, receipt),
});

/** Moves entries out of the outbox into one record under their receipt. */
export const sentWrites = (entries: readonly OutboxEntry[], receipt: Receipt): StoreWrite[] =>
  entries.length === 0
    ? []
    : [
        ...entries.map((entry): StoreWrite => ({ type: "delete", key: keys.outbox(entry.key) })),
        putBatch(entries, receipt),
      ];

/** Everything that this device sent and no backup covers yet, in order. */
export const readSent = async (store: ReplicaStore, lists: ManifestLists): Promise<SentBatch[]> => {
  const out: SentBatch[] = [];
  for (const { key, value } of soundEntries(await store.range(keys.sent()))) {
    const { receipt, docs, authors, manifests, rows } = decodeCbor(value) as StoredBatch;
    const entries: OutboxEntry[] = [];
    for (const [entryKey, doc, author, manifest, savedAt, hash, bytes] of rows) {
      const named = docs[doc];
      const signed = manifests[manifest];
      if (!named || !signed) continue;
      const docId = named.id as DocId;
      const hashHex = bytesToHex(hash);
      const { shared, ...rest } = signed;
      entries.push({
        key: entryKey,
        docId,
        address: named.address,
        hashHex,
        bytes,
        savedAt,
        author: authors[author] ?? "",
        manifest: { ...rest, names: await lists.names(shared, docId, hashHex) },
        stage: "received",
        receipt,
      });
    }
    out.push({ key: key[1] ?? "", receipt, entries });
  }
  return out;
};

/**
 * Takes entries out of the records they rest in. What stays of a record moves under the name of its new first entry:
 * the old name may be given again to the entry that left.
 */
export const takeSent = (
  batches: readonly SentBatch[],
  isMeant: (entry: OutboxEntry) => boolean,
): { readonly taken: OutboxEntry[]; readonly writes: StoreWrite[] } => {
  const taken: OutboxEntry[] = [];
  const writes: StoreWrite[] = [];
  for (const { key, receipt, entries } of batches) {
    const rest = entries.filter((entry) => !isMeant(entry));
    if (rest.length === entries.length) continue;
    taken.push(...entries.filter(isMeant));
    writes.push({ type: "delete", key: keys.sent(key) });
    if (rest.length > 0) writes.push(putBatch(rest, receipt));
  }
  return { taken, writes };
};
