import {
  addReading,
  deriveDocId,
  type ImportedIdentity,
  importedIdentity,
  type PatientDoc,
  type Reading,
  type ReadingId,
  READING_VERSION,
  sealReading,
  sourceNonce,
  utcYear,
  type VitalsDoc,
} from "@arogyasync/shared/records";
import type { BatchItem } from "@arogyasync/shared/replica";
import { must } from "@arogyasync/shared/result";
import { type Course, courses, readingsOfCourse } from "./courses.ts";
import { people } from "./people.ts";
import { seeded } from "./seeded.ts";

export const DEMO_AUTHOR = "demo";
export const demoClinics = [
  { id: "demo-phc", name: "PHC Hosahalli (demo)" },
  { id: "demo-hospital", name: "District Hospital Kolar (demo)" },
] as const;

const SEED = 20_261_122;
const PATIENTS = 60;

export interface DemoPlan {
  readonly items: readonly BatchItem[];
  /** One patient at the health centre whose phone number two people change at the same time. */
  readonly disputed: ImportedIdentity["patientId"];
}

const idOf = (reading: Reading): ReadingId => {
  const sealed = sealReading(reading);
  if (!sealed.ok) throw new Error(`a demo reading is not valid: ${sealed.error}`);
  return sealed.value.id;
};

/** Every fifth patient's story has a slip: corrected with its reason, or withdrawn. Both stay visible. */
const withSlips = (
  readings: readonly Reading[],
  index: number,
  nonce: (key: string) => string,
): Reading[] => {
  const target = readings.at(-2);
  if (target === undefined || index % 15 !== 2) return [...readings];
  const slip: Reading = { ...target, spo2: 79, nonce: nonce("slip") };
  const later = {
    v: READING_VERSION,
    author: DEMO_AUTHOR,
    source: "demo",
    measuredAt: target.measuredAt + 240_000,
  };
  const correction: Reading =
    index % 30 === 2
      ? { ...target, nonce: nonce("mended"), supersedes: idOf(slip), reason: "typed 79 for 97" }
      : { ...later, nonce: nonce("taken-back"), retracts: idOf(slip), reason: "wrong patient" };
  return [...readings, slip, correction];
};

/** All demo patients and their readings as changes. The same for the same key and moment, so that it can be repeated. */
export const planDemo = (importKey: Uint8Array, now: number): DemoPlan => {
  const random = seeded(SEED);
  const items: BatchItem[] = [];
  const [phc, hospital] = demoClinics;
  const identities: ImportedIdentity[] = [];
  for (const [index, person] of people(PATIENTS, SEED).entries()) {
    const source = `demo/${String(index + 1).padStart(3, "0")}`;
    const identity = importedIdentity(importKey, source);
    identities.push(identity);
    const isInpatient = index % 3 === 1;
    const site = isInpatient ? hospital.id : phc.id;
    items.push({
      type: "create-patient",
      site,
      derived: identity,
      identity: {
        name: person.name,
        nameLocal: person.nameLocal,
        sex: person.sex,
        ageYears: String(person.ageYears),
        ageAsOf: new Date(now).toISOString().slice(0, 10),
        phone: person.phone,
        village: person.village,
        demo: "1",
      },
      identifiers: { card: `DEMO-${String(index + 1).padStart(4, "0")}`, import: source },
    });
    // Referred: the hospital follows some of the health centre's patients too.
    if (!isInpatient && index % 4 === 0)
      items.push({
        type: "edit",
        address: { id: identity.patientId, kind: "patient", owner: "", period: "" },
        change: (draft: PatientDoc) => {
          if (!draft.careSites[hospital.id]) draft.careSites[hospital.id] = true;
        },
      });
    const course: Course = index < 4 ? "steady" : must(courses[index % courses.length], "a course");
    const nonce = (key: string): string => sourceNonce(identity.auditKey, `${source}/${key}`);
    const made = readingsOfCourse(course, { isChild: person.ageYears < 12, isInpatient, now }, random);
    const readings = withSlips(
      made.map(({ measuredAt, values }, i) => ({
        v: READING_VERSION,
        nonce: nonce(String(i)),
        measuredAt,
        author: DEMO_AUTHOR,
        source: "demo",
        ...values,
      })),
      index,
      nonce,
    );
    for (const year of new Set(readings.map((reading) => utcYear(reading.measuredAt)))) {
      const address = { kind: "vitals", owner: identity.patientId, period: year } as const;
      items.push({
        type: "edit",
        address: { ...address, id: deriveDocId(address) },
        change: (draft: VitalsDoc) => {
          for (const reading of readings)
            if (utcYear(reading.measuredAt) === year) addReading(draft, reading);
        },
      });
    }
  }
  return { items, disputed: must(identities[8], "a disputed patient").patientId };
};
