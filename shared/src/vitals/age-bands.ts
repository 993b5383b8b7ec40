/** Age bands: half-open intervals of months, [from, to). */

export interface AgeBand {
  readonly fromMonths: number;
  /** Exclusive; Infinity for the adult band. */
  readonly toMonths: number;
}

/** Months in a number of years. */
export const years = (count: number): number => count * 12;

export interface BandChoice<B> {
  readonly band: B;
  /** True when the age was unknown (or impossible) and the oldest band stood in for it. */
  readonly assumedAdult: boolean;
}

/**
 * The band an age falls in. An unknown, negative or non-finite age gives the last (adult) band, flagged.
 * Throws RangeError when the table has a hole: a table is a constant, so that is a programming error.
 */
export function bandForAge<B extends AgeBand>(
  bands: readonly B[],
  ageMonths: number | undefined,
): BandChoice<B> {
  const known = ageMonths !== undefined && Number.isFinite(ageMonths) && ageMonths >= 0;
  const band = known
    ? bands.find(({ fromMonths, toMonths }) => fromMonths <= ageMonths && ageMonths < toMonths)
    : bands.at(-1);
  if (!band) throw new RangeError(`no age band for ${String(ageMonths)} months`);
  return { band, assumedAdult: !known };
}
