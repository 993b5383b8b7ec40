// A replica process that saves readings until it is killed. Prints each change's hash once it was called saved.
import "@automerge/automerge";
import { createHash } from "node:crypto";
import { writeSync } from "node:fs";
import { nodeClock, openSqliteReplicaStore } from "@arogyasync/cli/testing";
import { useSha256 } from "@arogyasync/shared/bytes";
import { silentLog } from "@arogyasync/shared/ports";
import { addReading, type VitalsDoc, vitalsDocId } from "@arogyasync/shared/records";
import { createTurns, createWriter, Directory, Outbox, PlainDocHost } from "@arogyasync/shared/replica";
import { createTestSigner, SeededRandom } from "@arogyasync/shared/testing";
import { vitalsAddress } from "./vitals-address.ts";

useSha256((data) => new Uint8Array(createHash("sha256").update(data).digest()));
const [file = "", seed = "1", mode = "honest"] = process.argv.slice(2);
const store = openSqliteReplicaStore(file);
const writer = createWriter({
  store:
    mode === "honest"
      ? store
      : // Negative control: says "saved" first and writes when it gets round to it.
        {
          ...store,
          transact: async (writes) => void setTimeout(() => void store.transact(writes, "strict"), 200),
        },
  host: new PlainDocHost({ store, log: silentLog }),
  directory: await Directory.load(store),
  outbox: await Outbox.load(store),
  clock: nodeClock,
  random: new SeededRandom(Number(seed)),
  exclusive: createTurns(),
  identity: () => ({
    principal: { userId: "asha", roles: ["field"], clinics: ["rampur"] },
    signer: createTestSigner("asha"),
  }),
});
const say = (hash: string) => writeSync(1, `${hash}\n`);
const patient = await writer.createPatient({ site: "rampur", identity: { name: "Sita" } });
if (!patient.ok) throw new Error(patient.error.code);
say(patient.value.hashHex);
const vitals = vitalsAddress(vitalsDocId(patient.value.docId, "2026"), patient.value.docId, "2026");
for (let n = 0; ; n++) {
  if (mode !== "honest") {
    const another = await writer.createPatient({ site: "rampur", identity: { name: `Sita ${n}` } });
    if (another.ok) say(another.value.hashHex);
    continue;
  }
  const saved = await writer.edit<VitalsDoc>(vitals, (draft) => {
    addReading(draft, {
      v: 1,
      nonce: `${seed}n`.padEnd(12, "0") + String(n).padStart(10, "0"),
      measuredAt: Date.UTC(2026, 0, 1) + n,
      author: "asha",
      source: "keypad",
      heartRate: 70,
    });
  });
  if (!saved.ok) throw new Error(saved.error.code);
  say(saved.value.hashHex);
  await new Promise((resolve) => void setImmediate(resolve));
}
