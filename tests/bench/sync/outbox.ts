import { concatBytes, hexToBytes } from "@arogyasync/shared/bytes";
import { readChange, signManifest } from "@arogyasync/shared/changes";
import type { ReplicaStore, Signer, StoreWrite } from "@arogyasync/shared/ports";
import { encodeCbor } from "@arogyasync/shared/protocol";
import { type DocAddress, type DocId, docIdToBytes, rootChange } from "@arogyasync/shared/records";
import { keys, newEntryWrites, type OutboxEntry } from "@arogyasync/shared/replica";
import type { MadeDoc, MadePatient } from "./workload.ts";

export interface OutboxOwner {
  readonly author: string;
  readonly signer: Signer;
  readonly nowMs: number;
}

let nextKey = 0;

/** Byte for byte what the writer leaves on a device after this document was edited offline: chunks, outbox, manifest. */
const putDoc = async (
  store: ReplicaStore,
  { author, signer, nowMs }: OutboxOwner,
  doc: { readonly id: DocId; readonly address: DocAddress; readonly changes: readonly Uint8Array[] },
): Promise<void> => {
  const names = doc.changes.map((bytes) => {
    const header = readChange(bytes);
    if (!header.ok) throw new Error(header.error);
    return { doc: docIdToBytes(doc.id), hash: header.value.hash, hashHex: header.value.hashHex };
  });
  const manifest = await signManifest(signer, nowMs, names);
  const pairs = names.map((name) => concatBytes(name.doc, hexToBytes(name.hashHex)));
  const entries = doc.changes.map(
    (bytes, i): OutboxEntry => ({
      key: `${String(nowMs).padStart(15, "0")}-${String(nextKey++).padStart(8, "0")}-0`,
      docId: doc.id,
      address: doc.address,
      hashHex: names[i]?.hashHex ?? "",
      bytes,
      savedAt: nowMs,
      author,
      manifest: { ...manifest, names: pairs },
      stage: "saved",
    }),
  );
  const writes: StoreWrite[] = [
    ...newEntryWrites(entries),
    ...entries.map(
      ({ hashHex, bytes }): StoreWrite => ({
        type: "put",
        key: keys.incremental(doc.id, hashHex),
        value: bytes,
      }),
    ),
    { type: "put", key: keys.address(doc.id), value: encodeCbor(doc.address) },
  ];
  if (doc.address.kind !== "patient") {
    const root = rootChange(doc.address);
    writes.push({ type: "put", key: keys.incremental(doc.id, root.hash), value: root.bytes });
  }
  await store.transact(writes, "relaxed");
};

export const putPatients = async (
  store: ReplicaStore,
  owner: OutboxOwner,
  patients: readonly MadePatient[],
): Promise<void> => {
  const address: DocAddress = { kind: "patient", owner: "", period: "" };
  for (const { id, root } of patients) await putDoc(store, owner, { id, address, changes: [root] });
};

export const putVitals = async (
  store: ReplicaStore,
  owner: OutboxOwner,
  docs: readonly MadeDoc[],
): Promise<void> => {
  for (const doc of docs) await putDoc(store, owner, doc);
};
