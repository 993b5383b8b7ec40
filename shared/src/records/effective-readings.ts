import type { Reading, ReadingId } from "./reading.ts";
import type { StoredReading } from "./vitals-doc.ts";

export type ReadingState = "current" | "superseded" | "retracted" | "rival";
export interface EffectiveReading extends StoredReading {
  readonly state: ReadingState;
  /** Readings that correct or retract this one. */
  readonly correctedBy: readonly ReadingId[];
}

/** What a reading says it takes the place of. A retraction carries no values, so it takes nobody's, whatever it says. */
const targetsOf = (id: ReadingId, { supersedes, alsoSupersedes, retracts }: Reading): ReadingId[] =>
  retracts !== undefined || supersedes === undefined
    ? []
    : [supersedes, ...(alsoSupersedes ?? [])].filter((target): target is ReadingId => target !== id);

/** Which readings are about one measurement: whatever corrections join, also through readings that are not here. */
const createGroups = () => {
  const parents = new Map<ReadingId, ReadingId>();
  const of = (id: ReadingId): ReadingId => {
    let at = id;
    for (let up = parents.get(at); up !== undefined; up = parents.get(at)) at = up;
    if (at !== id) parents.set(id, at);
    return at;
  };
  return {
    of,
    join(a: ReadingId, b: ReadingId): void {
      const [top, other] = [of(a), of(b)];
      if (top !== other) parents.set(other, top);
    },
  };
};

/**
 * Decides which readings stand. A correction supersedes its target; a retraction withdraws it. Corrections join
 * readings into one measurement; what nothing standing supersedes is its value. Where that is more than one, they are
 * rivals: all are shown as values of the same measurement until one correction names them all, or the others are
 * withdrawn. Correcting one of two rivals decides nothing about the other. Nothing is hidden: the state says what to
 * strike through. Order of arrival plays no part, so every replica decides alike. [RC6]
 */
export const effectiveReadings = (readings: readonly StoredReading[]): EffectiveReading[] => {
  const correctionsByTarget = new Map<ReadingId, ReadingId[]>();
  const retractionsByTarget = new Map<ReadingId, ReadingId[]>();
  const groups = createGroups();
  const put = (map: Map<ReadingId, ReadingId[]>, target: ReadingId, by: ReadingId): void => {
    const list = map.get(target);
    if (list) list.push(by);
    else map.set(target, [by]);
  };
  for (const { id, reading } of readings) {
    for (const target of targetsOf(id, reading)) {
      put(correctionsByTarget, target, id);
      groups.join(target, id);
    }
    const retracted = reading.retracts as ReadingId | undefined;
    if (retracted !== undefined && retracted !== id) put(retractionsByTarget, retracted, id);
  }
  const shown = readings
    .filter(({ reading }) => reading.retracts === undefined)
    .map((stored) => {
      const { id } = stored;
      const corrections = (correctionsByTarget.get(id) ?? []).filter((by) => !retractionsByTarget.has(by));
      const retractions = retractionsByTarget.get(id) ?? [];
      const state: ReadingState =
        retractions.length > 0 ? "retracted" : corrections.length > 0 ? "superseded" : "current";
      return { ...stored, state, correctedBy: [...corrections, ...retractions].sort() };
    });
  const standing = new Map<ReadingId, number>();
  for (const { id, state } of shown)
    if (state === "current") standing.set(groups.of(id), (standing.get(groups.of(id)) ?? 0) + 1);
  return shown.map((one) =>
    one.state === "current" && (standing.get(groups.of(one.id)) ?? 0) > 1 ? { ...one, state: "rival" } : one,
  );
};

/** The rivals of a standing reading, so that one correction of it can name them all. */
export const rivalsOf = (readings: readonly StoredReading[], id: ReadingId): ReadingId[] => {
  const groups = createGroups();
  for (const stored of readings)
    for (const target of targetsOf(stored.id, stored.reading)) groups.join(target, stored.id);
  return effectiveReadings(readings)
    .filter((one) => one.state === "rival" && one.id !== id && groups.of(one.id) === groups.of(id))
    .map((one) => one.id)
    .sort();
};
