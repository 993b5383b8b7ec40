import { type EffectiveReading, effectiveReadings, listReadings } from "@arogyasync/shared/records";
import type { LatestVitals } from "../../data/rows.ts";
import { valuesOf } from "../../data/values-of.ts";
import type { VitalsPart } from "./latest.ts";

const stands = (one: EffectiveReading): boolean => one.state === "current" || one.state === "rival";

/** The newest standing value of each vital; `readings` may be in any order. */
export const latestOf = (readings: readonly EffectiveReading[]): LatestVitals | undefined => {
  const newestFirst = readings
    .filter(stands)
    .toSorted((a, b) => b.reading.measuredAt - a.reading.measuredAt || (a.id < b.id ? -1 : 1));
  const newest = newestFirst[0];
  if (!newest) return undefined;
  const values: Record<string, number | string | boolean> = {};
  const timesMs: Record<string, number> = {};
  const rivals: string[] = [];
  for (const { reading, state } of newestFirst)
    for (const [field, value] of Object.entries(valuesOf(reading)))
      if (values[field] === undefined) {
        values[field] = value;
        if (state === "rival") rivals.push(field);
        if (reading.measuredAt !== newest.reading.measuredAt) timesMs[field] = reading.measuredAt;
      }
  const latest = { measuredAtMs: newest.reading.measuredAt, values, timesMs };
  return rivals.length > 0 ? { ...latest, rivals } : latest;
};

/** Summarises a `vitals` document. */
export const vitalsPart = (doc: {
  readonly readings?: Readonly<Record<string, unknown>> | undefined;
}): VitalsPart => {
  const { readings, unreadable } = listReadings(doc);
  const effective = effectiveReadings(readings);
  const latest = latestOf(effective);
  return {
    count: effective.filter(stands).length,
    unreadableCount: unreadable.length,
    lastActivityMs: readings.reduce(
      (last, { reading }) => Math.max(last, reading.recordedAt ?? reading.measuredAt),
      0,
    ),
    latest,
  };
};
