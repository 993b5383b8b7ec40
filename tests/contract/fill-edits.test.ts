import * as A from "@automerge/automerge";
import type { Principal } from "@arogyasync/shared/authority";
import { freshActor } from "@arogyasync/shared/changes";
import {
  deriveDocId,
  type DocAddress,
  type EntriesDoc,
  type PatientDoc,
  setEntry,
} from "@arogyasync/shared/records";
import { SeededRandom } from "@arogyasync/shared/testing";
import {
  ChangeMaker,
  createSqliteLogStore,
  type MadeChange,
  openDatabase,
} from "@arogyasync/sync-server/testing";
import { expect, test } from "vitest";
import { commitAll, judged } from "../support/log/committing.ts";

const SITE = "rampur";
const WARD: DocAddress = { kind: "ward", owner: SITE, period: "w1" };
const principal: Principal = { userId: "asha", roles: ["field", "hospital"], clinics: [SITE] };
const epoch = () => new Uint8Array(16);

test("[PR17] a log from before the references were kept gets them when it is opened, as if it had had them always", async () => {
  const db = openDatabase({ file: ":memory:", synchronous: "FULL" });
  const store = createSqliteLogStore(db, epoch);
  const asha = new ChangeMaker("asha");
  const dice = new SeededRandom(11);
  const commit = async (...changes: MadeChange[]) =>
    (await commitAll(store, [await judged(asha, principal, changes)])).flat();
  const patient = await asha.patient(SITE);
  const before = asha.docs.get(patient.id) as A.Doc<PatientDoc>;
  const forks: A.Doc<PatientDoc>[] = [];
  const edits = [patient, await asha.reading(patient.id, 1_780_000_000_000)];
  for (let n = 0; n < 3; n++) {
    asha.docs.set(patient.id, A.clone(before, { actor: freshActor(asha.keys.publicKey, dice) }));
    edits.push(await asha.rename(patient.id, `name ${n}`), await asha.rename(patient.id, `name ${n}, again`));
    forks.push(asha.docs.get(patient.id) as A.Doc<PatientDoc>);
  }
  asha.docs.set(patient.id, A.merge(forks[0] as A.Doc<PatientDoc>, forks[2] as A.Doc<PatientDoc>));
  edits.push(await asha.rename(patient.id, "decided"));
  const ward = deriveDocId(WARD);
  edits.push(
    await asha.edit<EntriesDoc>(WARD, ward, (draft) => setEntry(draft, "bed/1/patient", patient.id)),
  );
  edits.push(
    await asha.edit<EntriesDoc>(WARD, ward, (draft) => {
      delete draft.entries["bed/1/patient"];
      setEntry(draft, "bed/2/patient", patient.id);
    }),
  );
  expect(new Set(await commit(...edits))).toEqual(new Set(["stored"]));

  const all = () => db.prepare("SELECT * FROM edits ORDER BY seq").all();
  const kept = all();
  expect(kept.length).toBe(11); // the ward's first change too; readings have none
  expect(kept.some((row) => (row as { before: string | null }).before !== null)).toBe(true);
  db.exec("DELETE FROM edits; DELETE FROM meta WHERE key = 'edits'");
  createSqliteLogStore(db, epoch);
  expect(all()).toEqual(kept);
  db.close();
});
