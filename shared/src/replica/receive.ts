import { unpackChanges } from "../changes/index.ts";
import type { StoreWrite } from "../ports/index.ts";
import {
  type Announce,
  type Changes,
  encodeCbor,
  MAX_INFLATED_BYTES,
  type Tombstone,
} from "../protocol/index.ts";
import { type DocAddress, type DocId, docIdFromBytes } from "../records/index.ts";
import type { EngineContext } from "./engine-context.ts";
import { eraseHere } from "./erase.ts";
import { keys } from "./keys.ts";
import { acceptRef, type ReceivedDoc } from "./received-doc.ts";

/** What the relay sent does not hold together: the connection is ended, nothing of it is kept. */
export class ReceiveError extends Error {
  override name = "ReceiveError";
}

const unpack = async (context: EngineContext, pack: Uint8Array) => {
  let inflated: Uint8Array;
  try {
    inflated = await context.compression.inflate(pack, MAX_INFLATED_BYTES);
  } catch {
    throw new ReceiveError("a pack that does not inflate within bounds");
  }
  const unpacked = unpackChanges(inflated);
  if (!unpacked.ok) throw new ReceiveError(`a pack that does not unpack: ${unpacked.error}`);
  return unpacked.value;
};

/**
 * Committed changes: their chunks and the cursor in one transaction, then what is open. Every hash was computed here
 * from the bytes. Relaxed is enough: what is lost with a power cut is lost together with its cursor. [PR21]
 */
export const receiveChanges = async (context: EngineContext, message: Changes): Promise<void> => {
  const { standing, directory } = context;
  const refs = message.docs.map((ref) => acceptRef(context, ref));
  const items = message.pack ? await unpack(context, message.pack) : [];
  const writes: StoreWrite[] = [];
  const byDoc = new Map<DocId, { address: DocAddress; changes: Uint8Array[] }>();
  for (const item of items) {
    const ref = refs[item.docIndex];
    if ("error" in item) {
      context.log.warn("change-refused", { code: item.error });
      continue;
    }
    if (!ref || standing.denied.has(item.header.hashHex)) continue;
    const known = byDoc.get(ref.id);
    if (known) known.changes.push(item.bytes);
    else {
      byDoc.set(ref.id, { address: ref.address, changes: [item.bytes] });
      writes.push(...directory.firstWrites(ref.id, ref.address));
    }
    writes.push({ type: "put", key: keys.incremental(ref.id, item.header.hashHex), value: item.bytes });
  }
  const cursor = standing.cursorWrites(message.scope, [message.kind], message.upTo);
  await context.ingest(async () => {
    await context.store.transact([...writes, ...cursor], "relaxed");
    standing.cursorDone(message.scope, [message.kind], message.upTo);
    const received: ReceivedDoc[] = [];
    for (const [id, { address, changes }] of byDoc) {
      directory.learned(id, address);
      context.host.receive(id, changes);
      received.push({ id, address, changes });
    }
    if (received.length > 0) context.events.onReceived(received);
    context.onStored([...byDoc.keys()]);
  });
};

/** Documents newly shared with a scope: remembered durably before anything later moves the cursor past them. */
export const receiveAnnounce = async (context: EngineContext, message: Announce): Promise<void> => {
  const refs = message.docs.flatMap((ref) => acceptRef(context, ref) ?? []);
  if (refs.length === 0) return;
  await context.store.transact(
    refs.map(({ id }) => ({ type: "put", key: keys.fetch(id), value: encodeCbor({ scope: message.scope }) })),
    "relaxed",
  );
  for (const { id } of refs) context.standing.toFetch.set(id, message.scope);
};

/** The relay's word that a document was erased by law. */
export const receiveTombstone = (context: EngineContext, message: Tombstone): Promise<void> =>
  eraseHere(context, docIdFromBytes(message.id));
