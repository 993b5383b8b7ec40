import { type DocId, parseDocId } from "./doc-id.ts";
import type { AssignmentEntry, Step } from "./ward-keys.ts";

/** Whose a reading is. `disputed`: people said different things at the same time; nobody is taken until one decides. */
export type Attribution =
  | { readonly to: "patient"; readonly patientId: DocId; readonly clinic: string; readonly bed: string }
  | { readonly to: "nobody" }
  | { readonly to: "disputed" };

/** The assignments of one ward. */
export interface WardAssignments {
  readonly clinic: string;
  readonly entries: readonly AssignmentEntry[];
}

/** What the steps say of an instant. */
const at = (steps: readonly Step[], instant: number): Step["is"] | undefined =>
  steps.find((s) => s.since <= instant)?.is;

/** What every version of an entry says of an instant; more than one value is a dispute. */
const said = (entry: AssignmentEntry, instant: number): Set<Step["is"] | undefined> =>
  new Set(entry.versions.map((steps) => at(steps, instant)));

/**
 * Whose a sensor's reading was at an instant, by the assignments in force then: the bed that the sensor was at, and who
 * lay in it. A sensor at two beds, or two patients said to lie in one, is disputed: two patients' data are never mixed.
 * [ED11]
 */
export const attribute = (
  wards: readonly WardAssignments[],
  sensor: string,
  instant: number,
): Attribution => {
  const patients = new Set<string>();
  let found: Attribution = { to: "nobody" };
  for (const { clinic, entries } of wards) {
    for (const place of entries) {
      if (place.sensor !== sensor) continue;
      const isThere = said(place, instant);
      if (!isThere.has(true)) continue;
      const lying = new Set<Step["is"] | undefined>();
      for (const entry of entries)
        if (entry.sensor === undefined && entry.bed === place.bed)
          for (const is of said(entry, instant)) lying.add(is);
      const named = [...lying].filter((is) => typeof is === "string");
      if (named.length === 0) continue;
      if (isThere.size > 1 || lying.size > 1) return { to: "disputed" };
      const [text = ""] = named;
      const id = parseDocId(text);
      if (!id.ok) continue;
      patients.add(id.value);
      found = { to: "patient", patientId: id.value, clinic, bed: place.bed };
    }
  }
  return patients.size > 1 ? { to: "disputed" } : found;
};

/** The instants within [fromMs, toMs) at which the attribution of a sensor may change, in order. */
export const turningPoints = (
  wards: readonly WardAssignments[],
  sensor: string,
  fromMs: number,
  toMs: number,
): number[] => {
  const points = new Set<number>();
  for (const { entries } of wards) {
    const beds = new Set(entries.filter((e) => e.sensor === sensor).map((e) => e.bed));
    for (const entry of entries)
      if (beds.has(entry.bed) && (entry.sensor === undefined || entry.sensor === sensor))
        for (const steps of entry.versions)
          for (const { since } of steps) if (since > fromMs && since < toMs) points.add(since);
  }
  return [...points].sort((a, b) => a - b);
};
