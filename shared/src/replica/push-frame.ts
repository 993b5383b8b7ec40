import { bytesToHex, equalBytes, hexToBytes } from "../bytes/index.ts";
import { type ChangeName, packChanges, signManifest } from "../changes/index.ts";
import type { Compression, Signer } from "../ports/index.ts";
import { encodeUp, MAX_FRAME_BYTES, type Up } from "../protocol/index.ts";
import { type DocAddress, type DocId, docIdToBytes } from "../records/index.ts";
import { pairOf } from "./outbox-rows.ts";
import type { OutboxEntry } from "./types.ts";

/** As in protocol/push.ts; zod infers `Uint8Array<ArrayBuffer>`, which no port promises and no encoder needs. */
interface PushManifest {
  readonly key: Uint8Array;
  readonly signedAt: number;
  readonly signature: Uint8Array;
  readonly covers?: readonly number[];
  readonly missing?: readonly Uint8Array[];
}

export const nameOf = (entry: OutboxEntry): ChangeName => ({
  doc: docIdToBytes(entry.docId),
  hash: hexToBytes(entry.hashHex),
});

/** The original manifest of entries that share it: which of the push's changes it covers, and what of it is not here. */
const originalManifest = (
  entries: readonly OutboxEntry[],
  indexByPair: ReadonlyMap<string, number>,
): PushManifest => {
  const { key, signedAt, signature, names } = entries[0]!.manifest;
  const missing: Uint8Array[] = [];
  const covers = names.map((pair) => {
    const index = indexByPair.get(bytesToHex(pair));
    if (index === undefined) missing.push(pair);
    return index ?? -1;
  });
  return { key, signedAt, signature, covers, ...(missing.length > 0 ? { missing } : {}) };
};

/**
 * Who answers for the changes of a push: the person present signs all of their own afresh, in one signature; what
 * others wrote on this device travels under the manifests they signed. [PR6]
 */
export const manifestsFor = async (
  entries: readonly OutboxEntry[],
  signer: Signer | undefined,
  nowMs: number,
  names: readonly ChangeName[] = entries.map(nameOf),
): Promise<PushManifest[]> => {
  const isOwn = (e: OutboxEntry) => signer !== undefined && equalBytes(e.manifest.key, signer.publicKey);
  const own = entries.flatMap((e, index) => (isOwn(e) ? [index] : []));
  const manifests: PushManifest[] = [];
  if (signer && own.length > 0) {
    const manifest = await signManifest(
      signer,
      nowMs,
      own.map((i) => names[i]!),
    );
    manifests.push({ ...manifest, ...(own.length === entries.length ? {} : { covers: own }) });
  }
  const others = new Map<string, OutboxEntry[]>();
  for (const entry of entries)
    if (!isOwn(entry)) {
      const id = bytesToHex(entry.manifest.signature);
      others.set(id, [...(others.get(id) ?? []), entry]);
    }
  if (others.size > 0) {
    const indexByPair = new Map(entries.map((e, i) => [bytesToHex(pairOf(e.docId, e.hashHex)), i]));
    for (const group of others.values()) manifests.push(originalManifest(group, indexByPair));
  }
  return manifests;
};

/** What a push and a part of a hand-in have in common. */
export interface Part {
  readonly docs: readonly (DocAddress & { readonly id: Uint8Array })[];
  readonly pack: Uint8Array;
  readonly manifests: readonly PushManifest[];
}

/** A part over these entries, with their names in its order; undefined when its pack would not fit a frame. */
export const buildPart = async (
  entries: readonly OutboxEntry[],
  context: {
    /** Who is present and signs their own afresh; nobody: everything travels as it was signed when it was written. */
    readonly signer: Signer | undefined;
    readonly nowMs: number;
    readonly compression: Compression;
  },
): Promise<{ readonly part: Part; readonly names: readonly ChangeName[] } | undefined> => {
  const indexByDoc = new Map<DocId, number>();
  const docs: (DocAddress & { readonly id: Uint8Array })[] = [];
  const names: ChangeName[] = [];
  const items = entries.map((entry) => {
    let docIndex = indexByDoc.get(entry.docId);
    if (docIndex === undefined) {
      docIndex = docs.length;
      indexByDoc.set(entry.docId, docIndex);
      const { kind, owner, period } = entry.address;
      docs.push({ id: docIdToBytes(entry.docId), kind, owner, period });
    }
    const hash = hexToBytes(entry.hashHex);
    names.push({ doc: docs[docIndex]!.id, hash });
    return { docIndex, bytes: entry.bytes, hash };
  });
  const pack = await context.compression.deflate(packChanges(items));
  if (pack.length > MAX_FRAME_BYTES) return undefined;
  const manifests = await manifestsFor(entries, context.signer, context.nowMs, names);
  return { part: { docs, pack, manifests }, names };
};

/** A push over these entries, encoded, with the names that its receipt answers for; undefined when it would not fit a frame. */
export const buildPush = async (
  entries: readonly OutboxEntry[],
  context: Parameters<typeof buildPart>[1] & { readonly id: number },
): Promise<{ readonly frame: Uint8Array; readonly names: readonly ChangeName[] } | undefined> => {
  const built = await buildPart(entries, context);
  if (!built) return undefined;
  const { docs, pack, manifests } = built.part;
  const frame = encodeUp({ t: "push", id: context.id, docs, pack, manifests } as unknown as Up);
  return frame.length > MAX_FRAME_BYTES ? undefined : { frame, names: built.names };
};
