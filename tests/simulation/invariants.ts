import * as A from "@automerge/automerge";
import { bytesToHex, hexToBytes } from "@arogyasync/shared/bytes";
import {
  type DocId,
  docIdFromBytes,
  docIdToBytes,
  isPatientOwned,
  utcYear,
  vitalsDocId,
} from "@arogyasync/shared/records";
import type { World } from "./world.ts";

/** What still stands in the way of quiet; undefined when everybody says that nothing does. */
export const unfinished = (world: World): string | undefined => {
  for (const { name, running } of world.devices) {
    if (!running) return `${name} is down`;
    const { connection, pendingCount, refusedCount } = running.engine.status();
    if (refusedCount > 0) return `${name} has ${refusedCount} refused changes`;
    if (pendingCount > 0) return `${name} has ${pendingCount} unsent changes`;
    if (connection.state !== "online" || !connection.caughtUp)
      return `${name} is not caught up (${JSON.stringify(connection)})`;
  }
  return undefined;
};

/** Documents of patients who were erased, also such as never reached the relay. */
const erasedDocs = ({ erased, clock }: World): Set<DocId> =>
  new Set([...erased].flatMap((id) => [id, vitalsDocId(id, utcYear(clock.now()))]));

/**
 * What must hold once everything has come right; the first that does not, in words. (I0, durable at the instant of
 * the ack, is checked at every ack by the relay's double of a socket.)
 */
export const checkInvariants = async (world: World): Promise<string | undefined> => {
  const { relay, devices, savedChanges } = world;
  // I1: nothing that was called saved is missing on the relay.
  const erased = erasedDocs(world);
  for (const { device, docId, hashHex } of savedChanges)
    if (!erased.has(docId) && !relay.disk.has(docIdToBytes(docId), hexToBytes(hashHex)))
      return `I1: ${device} saved ${hashHex.slice(0, 8)}, and the relay does not have it`;
  // I2: every device has exactly the documents of its clinics, with the relay's heads.
  const log = await relay.store.readLog(0, Number.MAX_SAFE_INTEGER);
  const docs = new Map(log.map((row) => [bytesToHex(row.doc.id), row.doc]));
  for (const doc of docs.values()) {
    const [state] = await relay.store.findDocs([doc.id]);
    if (!state) return "I2: a document of the log is unknown to the relay";
    if (erased.has(docIdFromBytes(doc.id))) continue;
    const expected = state.heads.map((key) => Buffer.from(key, "latin1").toString("hex")).sort();
    for (const device of devices) {
      if (!state.scopes.some((scope) => device.clinics.includes(scope))) continue;
      const mine = await device.read<unknown>(docIdFromBytes(doc.id));
      const heads = mine ? A.getHeads(mine).toSorted() : [];
      if (heads.join() !== expected.join())
        return `I2: ${device.name} has other heads of a ${doc.kind} document than the relay (${heads.length} against ${expected.length})`;
      if (isPatientOwned(doc.kind) && !device.running?.directory.get(docIdFromBytes(doc.id)))
        return `I2: ${device.name} does not know what a document is`;
    }
  }
  // I4: what was erased by law is nowhere any more, and nobody waits for it.
  for (const id of erased) {
    const [state] = await relay.store.findDocs([docIdToBytes(id)]);
    if (state && !state.isErased) return `I4: the relay has ${id} again`;
    if (log.some((row) => row.bytes.length > 0 && docIdFromBytes(new Uint8Array(row.doc.id)) === id))
      return `I4: the relay holds bytes of ${id}`;
    for (const { name, running } of devices)
      if (running && ((await running.store.range([id])).length > 0 || running.directory.get(id)))
        return `I4: ${name} still has ${id}`;
  }
  // I3: the relay has each change once, and no number twice.
  const names = new Set(
    log.map((row) => `${bytesToHex(row.doc.id)}${bytesToHex(row.bytes.subarray(4, 8))}${row.bytes.length}`),
  );
  if (new Set(log.map((row) => row.seq)).size !== log.length) return "I3: a sequence number was given twice";
  if (names.size > log.length) return "I3: more names than changes";
  return undefined;
};
