import { canonicalJson } from "../bytes/index.ts";
import { concurrentTexts } from "./concurrent-texts.ts";
import { type EntriesDoc, entryKey, setEntry } from "./entries-doc.ts";
import { textOf } from "./root-change.ts";
import { type AssignmentEntry, assignmentsOf, bedPatientKey, bedSensorKey, type Step } from "./ward-keys.ts";

/** One bed as a person sees it; what people said at the same time stands side by side. */
export interface WardBed {
  readonly bed: string;
  readonly name: string;
  /** Who lies there; several when people said different things at the same time, null among them for "nobody". */
  readonly patients: readonly (string | null)[];
  readonly sensors: readonly { readonly sensor: string; readonly isDisputed: boolean }[];
}
/** Somebody has seen what was known at a time (epoch ms). */
export interface Acknowledgement {
  readonly atMs: number;
  readonly by: string;
}

const bedNameKey = (bed: string): string => entryKey("bed", bed, "name");
const bedGoneKey = (bed: string): string => entryKey("bed", bed, "isRemoved");
const wardNameKey = entryKey("ward", "name");
const acknowledgedKey = (patientId: string): string => entryKey("seen", patientId);

export const nameWard = (draft: EntriesDoc, name: string): void => setEntry(draft, wardNameKey, name);
export const wardName = (doc: EntriesDoc): string | undefined => textOf(doc.entries[wardNameKey]);

/** A new bed, another name for one, or one that was removed and comes back. [WB1] */
export const nameBed = (draft: EntriesDoc, bed: string, name: string): void => {
  setEntry(draft, bedNameKey(bed), name);
  setEntry(draft, bedGoneKey(bed), false);
};
/** What lay there stays in the document, so that late readings find it. [WB1] */
export const removeBed = (draft: EntriesDoc, bed: string): void => setEntry(draft, bedGoneKey(bed), true);

const current = ({ versions }: AssignmentEntry): readonly Step["is"][] =>
  Array.from(new Set(versions.map(([newest]) => newest?.is ?? null)));

/** The beds of a ward; a removed one is shown as long as somebody is said to lie there. [WB1] */
export const wardBeds = (doc: EntriesDoc): WardBed[] => {
  const assigned = assignmentsOf(doc);
  const beds = new Set(assigned.map(({ bed }) => bed));
  for (const key of Object.keys(doc.entries)) {
    const bed = /^bed\/([^/]+)\/name$/.exec(key)?.[1];
    if (bed !== undefined) beds.add(bed);
  }
  return Array.from(beds).flatMap((bed): WardBed[] => {
    const of = assigned.filter((entry) => entry.bed === bed);
    const patients = of
      .filter(({ sensor }) => sensor === undefined)
      .flatMap(current)
      .map((is) => (typeof is === "string" ? is : null));
    const isGone = doc.entries[bedGoneKey(bed)] === true;
    if (isGone && patients.every((is) => is === null)) return [];
    const sensors = of.flatMap((entry) => {
      const is = current(entry);
      return entry.sensor !== undefined && is.includes(true)
        ? [{ sensor: entry.sensor, isDisputed: is.length > 1 }]
        : [];
    });
    const name = textOf(doc.entries[bedNameKey(bed)]) ?? bed;
    return [{ bed, name, patients: patients.length === 0 ? [null] : patients, sensors }];
  });
};

/**
 * What a person decided about an entry that was written twice at the same time, or about one of two beds that name the
 * same patient or sensor. The chosen version counts from its own beginning, the others never did; who decided is kept.
 * @param entry as read from the document before the edit. [WB5]
 */
export const settleAssignment = (
  draft: EntriesDoc,
  entry: AssignmentEntry,
  is: Step["is"],
  decided: Acknowledgement,
): void => {
  const chosen = entry.versions.find(([newest]) => newest?.is === is);
  const first = Math.min(...entry.versions.flatMap(([newest]) => newest?.since ?? decided.atMs));
  const [newest = { is, since: first }, ...before] = chosen ?? [
    { is, since: first },
    ...(entry.versions[0] ?? []).filter(({ since }) => since < first),
  ];
  const key = entry.sensor === undefined ? bedPatientKey(entry.bed) : bedSensorKey(entry.bed, entry.sensor);
  const text = { ...newest, settledAt: decided.atMs, settledBy: decided.by };
  setEntry(draft, key, canonicalJson({ ...text, ...(before.length > 0 && { before: [...before] }) }));
};

/** Whoever is on duty has seen what is known of a patient until now. [WB20] */
export const acknowledge = (draft: EntriesDoc, patientId: string, { atMs, by }: Acknowledgement): void =>
  setEntry(draft, acknowledgedKey(patientId), canonicalJson({ at: atMs, by }));

const parseSeen = (text: string): Acknowledgement[] => {
  try {
    const { at, by } = JSON.parse(text) as { at?: unknown; by?: unknown };
    return typeof at === "number" && typeof by === "string" ? [{ atMs: at, by }] : [];
  } catch {
    return [];
  }
};

/** Patient → the newest acknowledgement, also of those made at the same time. [WB20] */
export const acknowledgements = (doc: EntriesDoc): Record<string, Acknowledgement> => {
  const all: Record<string, Acknowledgement> = {};
  for (const key of Object.keys(doc.entries)) {
    const patientId = /^seen\/([^/]+)$/.exec(key)?.[1];
    if (patientId === undefined) continue;
    const [newest] = concurrentTexts(doc, "entries", key)
      .flatMap(parseSeen)
      .toSorted((a, b) => b.atMs - a.atMs);
    if (newest) all[patientId] = newest;
  }
  return all;
};
