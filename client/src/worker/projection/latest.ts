import type { LatestVitals } from "../../data/rows.ts";

/** What the projection keeps of one `vitals` document: enough for every list, so that none of them opens it. */
export interface VitalsPart {
  /** Readings that stand (not superseded, not retracted). */
  readonly count: number;
  readonly unreadableCount: number;
  readonly lastActivityMs: number;
  readonly latest: LatestVitals | undefined;
}

/** Of two summaries, per vital the newer value. */
export const newerOf = (
  a: LatestVitals | undefined,
  b: LatestVitals | undefined,
): LatestVitals | undefined => {
  if (!a || !b) return a ?? b;
  const [newer, older] = a.measuredAtMs >= b.measuredAtMs ? [a, b] : [b, a];
  const timeOf = (of: LatestVitals, field: string) => of.timesMs[field] ?? of.measuredAtMs;
  const values = { ...newer.values };
  const timesMs = { ...newer.timesMs };
  const rivals = new Set(newer.rivals);
  for (const [field, value] of Object.entries(older.values))
    if (values[field] === undefined || timeOf(older, field) > timeOf(newer, field)) {
      values[field] = value;
      timesMs[field] = timeOf(older, field);
      if (older.rivals?.includes(field)) rivals.add(field);
      else rivals.delete(field);
    }
  const latest = { measuredAtMs: newer.measuredAtMs, values, timesMs };
  return rivals.size > 0 ? { ...latest, rivals: [...rivals] } : latest;
};
