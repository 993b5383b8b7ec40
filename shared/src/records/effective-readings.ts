import type { ReadingId } from "./reading.ts";
import type { StoredReading } from "./vitals-doc.ts";

export type ReadingState = "current" | "superseded" | "retracted" | "rival";
export interface EffectiveReading extends StoredReading {
  readonly state: ReadingState;
  /** Readings that correct or retract this one. */
  readonly correctedBy: readonly ReadingId[];
}

/**
 * Decides which readings stand. A correction supersedes its target; a retraction withdraws it; two corrections of one
 * reading are rivals, and both are shown until somebody supersedes them. Nothing is hidden: the state says what to
 * strike through. Order of arrival plays no part, so every replica decides alike. [RC6]
 */
export const effectiveReadings = (readings: readonly StoredReading[]): EffectiveReading[] => {
  const present = new Set(readings.map((r) => r.id));
  const correctionsByTarget = new Map<ReadingId, StoredReading[]>();
  const retractionsByTarget = new Map<ReadingId, StoredReading[]>();
  for (const stored of readings) {
    const { supersedes, retracts } = stored.reading;
    const push = (map: Map<ReadingId, StoredReading[]>, target: string) => {
      const list = map.get(target as ReadingId);
      if (list) list.push(stored);
      else map.set(target as ReadingId, [stored]);
    };
    // A retraction carries no values, so it can replace none, whatever else it says.
    if (supersedes !== undefined && supersedes !== stored.id && retracts === undefined)
      push(correctionsByTarget, supersedes);
    if (retracts !== undefined && retracts !== stored.id) push(retractionsByTarget, retracts);
  }
  const isRetracted = (id: ReadingId): boolean => (retractionsByTarget.get(id) ?? []).length > 0;
  const standingCorrections = (id: ReadingId): StoredReading[] =>
    (correctionsByTarget.get(id) ?? []).filter((c) => !isRetracted(c.id));
  return readings
    .filter((stored) => stored.reading.retracts === undefined)
    .map((stored) => {
      const corrections = standingCorrections(stored.id);
      const retractions = retractionsByTarget.get(stored.id) ?? [];
      const target = stored.reading.supersedes as ReadingId | undefined;
      const siblings =
        target !== undefined && present.has(target)
          ? standingCorrections(target).filter((c) => standingCorrections(c.id).length === 0)
          : [];
      const state: ReadingState =
        retractions.length > 0
          ? "retracted"
          : corrections.length > 0
            ? "superseded"
            : siblings.length > 1
              ? "rival"
              : "current";
      return { ...stored, state, correctedBy: [...corrections, ...retractions].map((c) => c.id).sort() };
    });
};
