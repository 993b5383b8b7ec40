// Makes the documents of a benchmark in a process of its own, so that what it leaves in the wasm heap slows nobody.
import * as A from "@automerge/automerge";
import { bytesToBase64Url, hexToBytes } from "@arogyasync/shared/bytes";
import { freshActor } from "@arogyasync/shared/changes";
import {
  addReading,
  deriveDocId,
  type DocAddress,
  docIdFromBytes,
  patientRoot,
  rootChange,
  type VitalsDoc,
} from "@arogyasync/shared/records";
import { SeededRandom } from "@arogyasync/shared/testing";
import { type MadeDoc, type MadePatient, type MakerTask, type WorkOrder, writeWork } from "./workload.ts";

const YEAR = "2026";
const task = JSON.parse(process.argv[2] ?? "") as MakerTask;
const random = new SeededRandom(task.seed);
const timeS = Math.floor(task.nowMs / 1000);

const makePatient = (order: WorkOrder, n: number): MadePatient => {
  const id = docIdFromBytes(random.bytes(16));
  const identity = { name: `Bench Patient ${n}`, phone: `98${String(n).padStart(8, "0")}` };
  const root = patientRoot(
    { site: task.clinic, auditKey: random.bytes(32), identity },
    freshActor(hexToBytes(order.publicKey), random),
    timeS,
  );
  A.free(root.doc);
  return { id, root: root.bytes };
};

const makeVitals = (order: WorkOrder, patient: MadePatient, n: number): MadeDoc => {
  const address: DocAddress = { kind: "vitals", owner: patient.id, period: YEAR };
  const init = A.init<VitalsDoc>({ actor: freshActor(hexToBytes(order.publicKey), random) });
  let doc = A.applyChanges(init, [rootChange(address).bytes])[0];
  const changes: Uint8Array[] = [];
  for (let r = 0; r < order.readingsEach; r++) {
    doc = A.change(doc, { time: timeS }, (draft) => {
      addReading(draft, {
        v: 1,
        nonce: bytesToBase64Url(random.bytes(16)),
        measuredAt: task.nowMs + r * 60_000,
        author: order.author,
        source: "keypad",
        heartRate: 55 + ((n * 7 + r * 3) % 80),
        spo2: 90 + ((n + r) % 10),
        tempCx10: 360 + ((n + r * 5) % 30),
        systolic: 100 + ((n * 3 + r) % 60),
        diastolic: 60 + ((n + r * 2) % 40),
        respiratoryRate: 12 + ((n + r) % 12),
      });
    });
    changes.push(A.getLastLocalChange(doc) as Uint8Array);
  }
  const head = A.getHeads(doc)[0] ?? "";
  A.free(doc);
  return { id: deriveDocId(address), address, changes, head };
};

const work = task.orders.map((order) => {
  const patients = Array.from({ length: order.patients }, (_, n) => makePatient(order, n));
  return { patients, docs: patients.map((patient, n) => makeVitals(order, patient, n)) };
});
writeWork(task.file, work);
process.exit(0);
