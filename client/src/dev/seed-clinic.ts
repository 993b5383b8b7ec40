import { must } from "@arogyasync/shared/result";
import type { ReadingView, RecordRow } from "../data/rows.ts";
import { cell } from "./cell.ts";
import { crowd, madeUpReadings, madeUpRow } from "./made-up.ts";
import type { Entry, MemoryClinic } from "./memory-clinic.ts";
import type { Scene } from "./scenes.ts";

const MINUTE_MS = 60_000;

/** The first patient has a corrected and a withdrawn reading, so that both are always in sight. */
const withCorrections = (readings: readonly ReadingView[]): ReadingView[] => {
  const [newest, second, third, fourth, ...rest] = readings;
  const wrong = must(second, "second reading");
  return [
    must(newest, "first reading"),
    { ...wrong, supersedes: "r0-old", reason: "typing-mistake" },
    {
      ...wrong,
      id: "r0-old",
      values: { ...wrong.values, systolic: 250 },
      state: "superseded",
      note: undefined,
    },
    must(third, "third reading"),
    { ...must(fourth, "fourth reading"), state: "retracted", reason: "wrong-patient" },
    ...rest,
  ];
};

const seedPatients = (clinic: MemoryClinic, scene: Scene, nowMs: number): void => {
  for (const [index, person] of crowd(scene.patients).entries()) {
    const made = madeUpReadings(person, index, nowMs);
    const readings = index === 0 ? withCorrections(made) : made;
    const row = madeUpRow(person, index, readings, nowMs);
    const identity: Record<string, string> = {
      name: row.name,
      sex: row.sex ?? "",
      ageYears: String(row.ageYears),
      demo: "yes",
    };
    for (const key of ["nameLocal", "ageAsOf", "phone", "village", "relationName"] as const)
      if (row[key]) identity[key] = row[key];
    const conflicts: Entry["conflicts"] = index === 0 ? { phone: ["9876543210", "9876543201"] } : {};
    const identifiers: Entry["identifiers"] = person.card ? { card: person.card } : {};
    clinic.entries.set(row.id, cell<Entry>({ row, identity, identifiers, conflicts, readings }));
  }
  clinic.publish();
};

const seedRecords = (clinic: MemoryClinic, scene: Scene, nowMs: number): void => {
  const record = (
    key: string,
    patientId: string,
    what: RecordRow["what"],
    minutesAgo: number,
  ): RecordRow => ({
    key,
    patientId,
    patientName: must(clinic.entries.get(patientId), patientId).get().row.name,
    what,
    savedAtMs: nowMs - minutesAgo * MINUTE_MS,
    stage: "received",
    receivedAtMs: nowMs - (minutesAgo - 1) * MINUTE_MS,
    refusalCode: undefined,
    hash: "",
  });
  const waiting = Array.from(
    { length: scene.status.pendingCount ?? 0 },
    (_, index): RecordRow => ({
      ...record(`waiting-${index}`, `p${index % 3}`, "reading", 75 * 60),
      stage: "saved",
      receivedAtMs: undefined,
    }),
  );
  const refused: RecordRow = {
    ...record("refused", "p3", "edit", 95),
    stage: "refused",
    receivedAtMs: undefined,
    refusalCode: "role-may-not-write",
    hash: "",
  };
  clinic.records.set([
    ...waiting,
    record("s1", "p0", "reading", 3),
    record("s2", "p1", "correction", 26),
    record("s3", "p12", "patient", 90),
    ...(scene.refused ? [refused] : []),
  ]);
};

/** Fills the clinic as the scene asks. */
export const seedClinic = (clinic: MemoryClinic, scene: Scene, nowMs: number): void => {
  seedPatients(clinic, scene, nowMs);
  if (scene.patients > 12) seedRecords(clinic, scene, nowMs);
};
