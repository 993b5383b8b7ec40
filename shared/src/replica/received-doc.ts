import { bytesToHex, concatBytes, sha256 } from "../bytes/index.ts";
import { readChange } from "../changes/index.ts";
import type { StoreWrite } from "../ports/index.ts";
import type { BootstrapDoc } from "../protocol/index.ts";
import { type DocAddress, type DocId, docIdFromBytes } from "../records/index.ts";
import { splitChunks } from "./chunks.ts";
import { isIdOfAddress } from "./directory.ts";
import type { EngineContext } from "./engine-context.ts";
import { keys } from "./keys.ts";

export interface DocRef {
  readonly id: Uint8Array;
  readonly kind: DocAddress["kind"];
  readonly owner: string;
  readonly period: string;
}
export interface ReceivedDoc {
  readonly id: DocId;
  readonly address: DocAddress;
  readonly changes: readonly Uint8Array[];
}

/** Whether the document, or the patient that it belongs to, was erased. */
export const isErasedHere = ({ standing }: EngineContext, id: DocId, { owner }: DocAddress): boolean =>
  standing.erased.has(id) || standing.erased.has(owner as DocId);

/** The id and address that a message names; undefined when one does not follow from the other, or it was erased. */
export const acceptRef = (
  context: EngineContext,
  ref: DocRef,
): { id: DocId; address: DocAddress } | undefined => {
  const id = docIdFromBytes(ref.id);
  const address = { kind: ref.kind, owner: ref.owner, period: ref.period };
  if (isErasedHere(context, id, address)) return undefined;
  try {
    if (isIdOfAddress(id, address)) return { id, address };
  } catch {
    // An address that this version cannot derive: refused below, like any other stranger.
  }
  context.log.warn("document-refused", { reason: "id-does-not-follow-from-address" });
  return undefined;
};

/** The writes that store a bootstrap document; undefined when its bytes are damaged. */
export const bootstrapDocWrites = (
  context: EngineContext,
  { id, address }: { readonly id: DocId; readonly address: DocAddress },
  record: BootstrapDoc,
): { writes: StoreWrite[]; changes: Uint8Array[] } | undefined => {
  const writes = context.directory.firstWrites(id, address, record.compacted === undefined);
  const changes: Uint8Array[] = [];
  if (record.compacted) {
    if (!splitChunks(record.compacted)) return undefined;
    const name = bytesToHex(sha256(concatBytes(...record.heads)));
    writes.push({ type: "put", key: keys.snapshot(id, name), value: record.compacted });
    changes.push(record.compacted);
  }
  const plain = splitChunks(record.changes ?? new Uint8Array());
  if (!plain) return undefined;
  for (const bytes of plain) {
    const header = readChange(bytes);
    if (!header.ok || context.standing.denied.has(header.value.hashHex)) continue;
    writes.push({ type: "put", key: keys.incremental(id, header.value.hashHex), value: bytes });
    changes.push(bytes);
  }
  return { writes, changes };
};
