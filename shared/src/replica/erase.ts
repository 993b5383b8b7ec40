import { bytesToBase64Url } from "../bytes/index.ts";
import { MAX_RECEIPTS_PER_REPORT, reportErased } from "../api/index.ts";
import { type ReplicaStore, soundEntries, type StoreWrite } from "../ports/index.ts";
import { decodeCbor, encodeCbor, erasureReceiptBody } from "../protocol/index.ts";
import type { DocAddress, DocId } from "../records/index.ts";
import type { EngineContext } from "./engine-context.ts";
import { keys } from "./keys.ts";
import { ManifestLists } from "./outbox-rows.ts";
import type { OwnRecord } from "./own-records.ts";
import { readSent, takeSent } from "./sent-batches.ts";

/** Whose record a document is part of: a patient's own id, or its owner's. */
const patientOf = (id: DocId, address: DocAddress | undefined): DocId =>
  address && address.kind !== "patient" ? (address.owner as DocId) : id;

/** Everything of a patient that this device knows, also what the relay never saw. */
const familyOf = (context: EngineContext, patient: DocId): Set<DocId> => {
  const family = new Set<DocId>([patient]);
  for (const [id, { owner }] of context.directory.entries()) if (owner === patient) family.add(id);
  for (const { docId, address } of [...context.outbox.pending(), ...context.outbox.refused()])
    if (address.owner === patient) family.add(docId);
  return family;
};

/** The lines of "My records" without those about these documents. */
const doneWrites = async (store: ReplicaStore, family: ReadonlySet<DocId>): Promise<StoreWrite[]> =>
  soundEntries(await store.range(keys.done())).flatMap(({ key, value }): StoreWrite[] => {
    const lines = decodeCbor(value) as OwnRecord[];
    const rest = lines.filter((line) => !family.has(line.docId));
    if (rest.length === lines.length) return [];
    return [rest.length === 0 ? { type: "delete", key } : { type: "put", key, value: encodeCbor(rest) }];
  });

/**
 * A document was erased by law: the bytes of its whole family go, with whatever of it was sent or still waited to be
 * sent; the names stay, so that it never returns. What is to be said to the relay about it is written down in the same
 * transaction. A patient's family is known by the patient: a derived document of nobody known goes alone. [TR35]
 */
export const eraseHere = (context: EngineContext, id: DocId, address?: DocAddress): Promise<void> =>
  context.exclusive(() =>
    context.ingest(async () => {
      const { standing, directory, outbox, store } = context;
      await outbox.refresh(); // another tab may have written
      const patient = patientOf(id, address ?? directory.get(id));
      const family = familyOf(context, patient).add(id);
      const waiting = [...outbox.pending(), ...outbox.refused()].filter((e) => family.has(e.docId));
      const sent = takeSent(await readSent(store, new ManifestLists(store)), (e) => family.has(e.docId));
      const at = context.clock.now();
      const toTell: StoreWrite = {
        type: "put",
        key: keys.erasureReceipt(patient),
        value: encodeCbor({ at }),
      };
      const writes = [...family].flatMap((one): StoreWrite[] => [
        { type: "deleteRange", prefix: keys.doc(one) },
        { type: "deleteRange", prefix: ["~quarantine", one] },
        { type: "delete", key: keys.address(one) },
        { type: "delete", key: keys.fetch(one) },
        { type: "put", key: keys.erased(one), value: encodeCbor({ at }) },
      ]);
      await store.transact(
        [
          ...writes,
          ...sent.writes,
          ...(await doneWrites(store, family)),
          ...waiting.map((e): StoreWrite => ({ type: "delete", key: keys.outbox(e.key) })),
          // Its documents' tombstones come one by one: the patient's family is told of once.
          ...(id !== patient && standing.erased.has(patient) ? [] : [toTell]),
        ],
        "strict",
      );
      for (const one of family) {
        standing.erased.add(one);
        standing.toFetch.delete(one);
        directory.erased(one);
      }
      outbox.replaced(waiting, []);
      for (const one of family) context.host.forget(one);
      context.log.info("patient-erased", { documents: family.size, unsent: waiting.length });
      for (const one of family) context.events.onErased(one);
    }),
  );

/**
 * Says to the relay what was erased here, signed by whoever is at the device now. What cannot be said now is said
 * at the next connection. [TR36]
 */
export const tellErased = async (context: EngineContext): Promise<void> => {
  const { store, link, clock } = context;
  const signer = context.identity()?.signer;
  if (!link.tell || !signer) return;
  const rows = soundEntries(await store.range(keys.erasureReceipt())).slice(0, MAX_RECEIPTS_PER_REPORT);
  if (rows.length === 0) return;
  const receipts = await Promise.all(
    rows.map(async ({ key }) => {
      const said = { patient: key[1] ?? "", at: clock.now() };
      const signature = await signer.sign(erasureReceiptBody(said));
      return { ...said, key: bytesToBase64Url(signer.publicKey), signature: bytesToBase64Url(signature) };
    }),
  );
  const access = await link.access();
  if (!access.ok) return;
  const answer = await link.tell({ token: access.value.token, path: reportErased.path, body: { receipts } });
  const { done } = reportErased.response.parse(answer);
  await store.transact(
    done.map((patient) => ({ type: "delete", key: keys.erasureReceipt(patient) })),
    "relaxed",
  );
};
