import {
  type DocId,
  type ImportedIdentity,
  type Reading,
  READING_VERSION,
  sourceNonce,
  utcYear,
} from "@arogyasync/shared/records";
import type { Stay } from "./read-stay.ts";

export const FORMAT = "challenge2019";
const HOUR_MS = 3_600_000;

/** What names a stay for all time, whoever imports it: "challenge2019/p000288". */
export const sourceIdOf = (stay: Stay): string => `${FORMAT}/${stay.stayId}`;

/** The patient that stands for a stay. The source is named in `identifiers.import`; nothing is made up. */
export const patientOf = (
  stay: Stay,
  baseDateMs: number,
): {
  readonly identity: Readonly<Record<string, string | undefined>>;
  readonly identifiers: Readonly<Record<string, string>>;
} => ({
  identity: {
    name: `Stay ${stay.stayId}`,
    sex: stay.sex,
    ageYears: stay.ageYears === undefined ? undefined : String(stay.ageYears),
    ageAsOf: stay.ageYears === undefined ? undefined : new Date(baseDateMs).toISOString().slice(0, 10),
  },
  identifiers: { import: sourceIdOf(stay) },
});

/** One change stays well below the guard's 64 kB and 2,000 operations; a reading is about 250 bytes. */
export const READINGS_PER_CHANGE = 128;

export interface YearOfReadings {
  readonly year: string;
  readonly readings: readonly Reading[];
}

/**
 * The readings of a stay by UTC year of measurement, in portions of one change each. Nothing in them depends on when,
 * where or how often the import runs, so that a reading has one id however often it is imported.
 * @param author the service user that answers for them, @param baseDateMs what hour 0 of every stay is, epoch ms.
 */
export const readingsOf = (
  stay: Stay,
  identity: Pick<ImportedIdentity, "auditKey">,
  author: string,
  baseDateMs: number,
): YearOfReadings[] => {
  const portions: { year: string; readings: Reading[] }[] = [];
  for (const row of stay.rows) {
    const measuredAt = baseDateMs + row.hour * HOUR_MS;
    const year = utcYear(measuredAt);
    const last = portions.findLast((portion) => portion.year === year);
    const target = last && last.readings.length < READINGS_PER_CHANGE ? last : { year, readings: [] };
    if (target !== last) portions.push(target);
    target.readings.push({
      v: READING_VERSION,
      nonce: sourceNonce(identity.auditKey, `${sourceIdOf(stay)}/${row.hour}`),
      measuredAt,
      author,
      source: "import",
      ...row.values,
    });
  }
  return portions;
};

/** A patient's id as the owner of a derived document. */
export const vitalsAddress = (patientId: DocId, year: string) =>
  ({ kind: "vitals", owner: patientId, period: year }) as const;
