import * as z from "zod/mini";
import { canonicalJson } from "../bytes/index.ts";
import { concurrentTexts } from "./concurrent-texts.ts";
import { parseDocId } from "./doc-id.ts";
import { type EntriesDoc, entryKey, setEntry } from "./entries-doc.ts";
import { textOf } from "./root-change.ts";

/**
 * Who lies in a bed: `bed/<bed>/patient`. Which sensors are at it: `bed/<bed>/sensor/<sensor>`. The value is canonical
 * JSON: what holds now, since when, and what held before, so that a late reading still finds the assignment that was in
 * force at its time, also on a replica that has never seen the earlier value. [ED10]
 */
export const bedPatientKey = (bed: string): string => entryKey("bed", bed, "patient");
export const bedSensorKey = (bed: string, sensor: string): string => entryKey("bed", bed, "sensor", sensor);

const instant = z.int().check(z.minimum(0));
/** A patient's id, or null for an empty bed; for a sensor, whether it is at the bed. */
const held = z.union([z.string().check(z.minLength(1), z.maxLength(64)), z.boolean(), z.null()]);
const assignmentSchema = z.looseObject({
  is: held,
  since: instant,
  /** Newest first. */
  before: z.optional(z.array(z.looseObject({ is: held, since: instant })).check(z.maxLength(32))),
});
/** What is, from an instant until the next step. */
export interface Step {
  readonly is: string | boolean | null;
  readonly since: number;
}

/** Earlier steps that an entry remembers: a bed that changes hands four times a day keeps more than two days. */
const KEPT_STEPS = 10;

const parse = (text: string | undefined): Step[] => {
  if (text === undefined) return [];
  try {
    const parsed = assignmentSchema.safeParse(JSON.parse(text));
    if (!parsed.success) return [];
    const { is, since, before = [] } = parsed.data;
    return [{ is, since }, ...before.map((b) => ({ is: b.is, since: b.since }))];
  } catch {
    return [];
  }
};

const step = (draft: EntriesDoc, key: string, is: Step["is"], since: number): void => {
  const known = parse(textOf(draft.entries[key]));
  if (known[0]?.is === is) return;
  const before = known.filter((s) => s.since < since).slice(0, KEPT_STEPS);
  setEntry(draft, key, canonicalJson({ is, since, ...(before.length > 0 && { before }) }));
};

/** Puts a patient into a bed, or empties it with null, from an instant (epoch ms) on. */
export const setBedPatient = (
  draft: EntriesDoc,
  bed: string,
  patientId: string | null,
  sinceMs: number,
): void => {
  if (patientId !== null && !parseDocId(patientId).ok) throw new Error("not a patient's id");
  step(draft, bedPatientKey(bed), patientId, sinceMs);
};

/** Brings a sensor to a bed, or takes it away, from an instant (epoch ms) on. */
export const setBedSensor = (
  draft: EntriesDoc,
  bed: string,
  sensor: string,
  isThere: boolean,
  sinceMs: number,
): void => step(draft, bedSensorKey(bed, sensor), isThere, sinceMs);

/** One entry's story: every value that people wrote for it at the same time, each with its steps, newest first. */
export interface AssignmentEntry {
  readonly bed: string;
  /** Undefined: it says which patient lies there. */
  readonly sensor: string | undefined;
  readonly versions: readonly (readonly Step[])[];
}

const KEY = /^bed\/([^/]+)\/(?:patient|sensor\/([^/]+))$/;

/** Every assignment of a ward's document. Values that cannot be read are left out: they assign nothing. */
export const assignmentsOf = (doc: EntriesDoc): AssignmentEntry[] =>
  Object.keys(doc.entries).flatMap((key) => {
    const [, bed, sensor] = KEY.exec(key) ?? [];
    if (bed === undefined) return [];
    const versions = concurrentTexts(doc, "entries", key)
      .map(parse)
      .filter((steps) => steps.length > 0);
    return versions.length === 0 ? [] : [{ bed, sensor, versions }];
  });
