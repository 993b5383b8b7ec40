import { type VitalColumn, vitalColumns } from "./columns.ts";

/** Where every value of a column went; the five add up to the values that are not NaN. */
export interface ColumnTally {
  stored: number;
  /** Of the stored ones: the source was finer than the field keeps. */
  rounded: number;
  outsideLimits: number;
  notANumber: number;
  /** Left out because it contradicts another value of the row (systolic not above diastolic). */
  contradictory: number;
}

/** What an import saw and did. `files` = `stays` + `filesLeftOut`; every row is in exactly one of its four counts. */
export interface Tally {
  files: number;
  stays: number;
  filesLeftOut: number;
  rows: number;
  rowsWithReading: number;
  /** Rows in which nothing was measured. */
  rowsEmpty: number;
  /** Rows that had values, none of which could be kept. */
  rowsWithoutUsableValue: number;
  /** Rows that could not be understood: a wrong number of columns, no hour. */
  rowsUnreadable: number;
  /** Rows that say again, word for word, what an earlier row of the stay said; counted among those with a reading. */
  rowsRepeated: number;
  columns: Record<VitalColumn, ColumnTally>;
}

export const emptyTally = (): Tally => ({
  files: 0,
  stays: 0,
  filesLeftOut: 0,
  rows: 0,
  rowsWithReading: 0,
  rowsEmpty: 0,
  rowsWithoutUsableValue: 0,
  rowsUnreadable: 0,
  rowsRepeated: 0,
  columns: Object.fromEntries(
    vitalColumns.map((column) => [
      column,
      { stored: 0, rounded: 0, outsideLimits: 0, notANumber: 0, contradictory: 0 },
    ]),
  ) as Record<VitalColumn, ColumnTally>,
});
