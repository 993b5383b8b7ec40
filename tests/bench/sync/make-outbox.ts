import * as A from "@automerge/automerge";
import { freshActor, readChange, signManifest } from "@arogyasync/shared/changes";
import { bytesToBase64Url, concatBytes, hexToBytes } from "@arogyasync/shared/bytes";
import type { Random, ReplicaStore, Signer, StoreWrite } from "@arogyasync/shared/ports";
import {
  addReading,
  type DocAddress,
  type DocId,
  deriveDocId,
  docIdFromBytes,
  docIdToBytes,
  patientRoot,
  rootChange,
  type VitalsDoc,
} from "@arogyasync/shared/records";
import { keys, newEntryWrites, type OutboxEntry } from "@arogyasync/shared/replica";
import { encodeCbor } from "@arogyasync/shared/protocol";

export interface Workload {
  readonly clinic: string;
  readonly author: string;
  readonly signer: Signer;
  readonly random: Random;
  readonly patients: number;
  readonly readingsEach: number;
  readonly nowMs: number;
}

interface Made {
  readonly id: DocId;
  readonly address: DocAddress;
  readonly bytes: Uint8Array;
}

const YEAR = "2026";

/** One patient with its vitals document: the registration, then one change for each reading, as offline work makes them. */
const makePatient = (load: Workload, n: number): Made[] => {
  const { random, signer, nowMs } = load;
  const id = docIdFromBytes(random.bytes(16));
  const timeS = Math.floor(nowMs / 1000);
  const root = patientRoot(
    {
      site: load.clinic,
      auditKey: random.bytes(32),
      identity: { name: `Bench Patient ${n}`, phone: `98${n}` },
    },
    freshActor(signer.publicKey, random),
    timeS,
  );
  A.free(root.doc);
  const made: Made[] = [{ id, address: { kind: "patient", owner: "", period: "" }, bytes: root.bytes }];
  const address: DocAddress = { kind: "vitals", owner: id, period: YEAR };
  const vitalsId = deriveDocId(address);
  const init = A.init<VitalsDoc>({ actor: freshActor(signer.publicKey, random) });
  let doc = A.applyChanges(init, [rootChange(address).bytes])[0];
  for (let r = 0; r < load.readingsEach; r++) {
    doc = A.change(doc, { time: timeS }, (draft) => {
      addReading(draft, {
        v: 1,
        nonce: bytesToBase64Url(random.bytes(16)),
        measuredAt: nowMs + r * 60_000,
        author: load.author,
        source: "keypad",
        heartRate: 55 + ((n * 7 + r * 3) % 80),
        spo2: 90 + ((n + r) % 10),
        tempCx10: 360 + ((n + r * 5) % 30),
        systolic: 100 + ((n * 3 + r) % 60),
        diastolic: 60 + ((n + r * 2) % 40),
        respiratoryRate: 12 + ((n + r) % 12),
      });
    });
    made.push({ id: vitalsId, address, bytes: A.getLastLocalChange(doc)! });
  }
  A.free(doc);
  return made;
};

/**
 * Fills a replica's store with what a device holds after this work was done offline: chunks, addresses, outbox entries
 * and manifests, byte for byte as the writer lays them (which takes 5 ms an edit: a benchmark needs 75,000 of them).
 * Gives the patients' vitals documents.
 */
export const fillOutbox = async (store: ReplicaStore, load: Workload): Promise<DocId[]> => {
  const vitals: DocId[] = [];
  let count = 0;
  for (let n = 0; n < load.patients; n++) {
    const made = makePatient(load, n);
    const names = made.map(({ id, bytes }) => {
      const header = readChange(bytes);
      if (!header.ok) throw new Error(header.error);
      return { doc: docIdToBytes(id), hash: header.value.hash, hashHex: header.value.hashHex };
    });
    const manifest = await signManifest(load.signer, load.nowMs, names);
    const pairs = names.map(({ doc, hashHex }) => concatBytes(doc, hexToBytes(hashHex)));
    const entries = made.map(
      ({ id, address, bytes }, i): OutboxEntry => ({
        key: `${String(load.nowMs).padStart(15, "0")}-${String(count++).padStart(8, "0")}-0`,
        docId: id,
        address,
        hashHex: names[i]!.hashHex,
        bytes,
        savedAt: load.nowMs,
        author: load.author,
        manifest: { ...manifest, names: pairs },
        stage: "saved",
      }),
    );
    const writes: StoreWrite[] = newEntryWrites(entries);
    for (const [i, { id, bytes }] of made.entries())
      writes.push({ type: "put", key: keys.incremental(id, names[i]!.hashHex), value: bytes });
    const [patient, first] = made as [Made, Made];
    const root = rootChange(first.address);
    for (const { id, address } of [patient, first])
      writes.push({ type: "put", key: keys.address(id), value: encodeCbor(address) });
    writes.push({ type: "put", key: keys.incremental(first.id, root.hash), value: root.bytes });
    await store.transact(writes, "relaxed");
    vitals.push(first.id);
  }
  return vitals;
};
