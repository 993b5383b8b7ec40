/**
 * Reference ranges by age, in stored units.
 *
 * SOURCE. OpenMRS 3 RefApp, vitalsreferenceranges.csv (demo content package, 2026). SpO2 is not in that table:
 * 89 | 95 comes from the RefApp's earlier conceptreferenceranges.csv, which has it for all ages.
 * Weight, height, glucose, mean pressure and oxygen flow have no range there, so none here.
 */
import { years, type AgeBand } from "./age-bands.ts";

export type RangedVitalField =
  | "heartRate"
  | "spo2"
  | "tempCx10"
  | "systolic"
  | "diastolic"
  | "respiratoryRate";

export interface ReferenceBand extends AgeBand {
  /** This value and below. */
  readonly criticalLow: number;
  /** Below this value. */
  readonly normalLow: number;
  /** Above this value. Infinity: no upper bound. */
  readonly normalHigh: number;
  /** This value and above. Infinity: no upper bound. */
  readonly criticalHigh: number;
}

const open = Number.POSITIVE_INFINITY;

// from month | to month | critical low | normal low | normal high | critical high
type Row = readonly [number, number, number, number, number, number];

const table = (...rows: readonly Row[]): readonly ReferenceBand[] =>
  rows.map(([fromMonths, toMonths, criticalLow, normalLow, normalHigh, criticalHigh]) => ({
    fromMonths,
    toMonths,
    criticalLow,
    normalLow,
    normalHigh,
    criticalHigh,
  }));

/** The bands of each field that has any, contiguous from birth. */
export const referenceRanges: { readonly [F in RangedVitalField]: readonly ReferenceBand[] } = {
  heartRate: table(
    [0, 3, 107, 120, 160, 181],
    [3, 6, 104, 120, 160, 175],
    [6, 9, 98, 114, 152, 168],
    [9, 12, 93, 109, 145, 161],
    [12, 18, 88, 103, 140, 156],
    [18, 24, 82, 98, 135, 149],
    [24, 36, 76, 92, 128, 142],
    [36, 48, 70, 86, 123, 136],
    [48, 72, 65, 81, 117, 131],
    [72, 96, 59, 74, 111, 123],
    [96, 144, 52, 67, 103, 115],
    [144, years(18), 47, 62, 96, 108],
    [years(18), open, 45, 60, 100, 110],
  ),
  respiratoryRate: table(
    [0, 3, 25, 30, 57, 66],
    [3, 6, 24, 33, 55, 64],
    [6, 9, 23, 31, 52, 61],
    [9, 12, 22, 30, 50, 58],
    [12, 18, 21, 28, 46, 53],
    [18, 24, 19, 25, 40, 46],
    [24, 36, 18, 22, 34, 38],
    [36, 48, 17, 21, 29, 33],
    [48, 72, 17, 20, 27, 29],
    [72, 96, 16, 18, 24, 27],
    [96, 144, 14, 16, 22, 25],
    [144, 180, 12, 15, 21, 23],
    [180, years(18), 11, 13, 19, 22],
    [years(18), open, 10, 12, 18, 24],
  ),
  systolic: table(
    [0, 1, 35, 60, 90, 100],
    [1, 12, 40, 70, 105, 120],
    [12, 36, 50, 86, 107, 130],
    [36, 72, 50, 90, 110, 140],
    [72, years(13), 55, 90, 120, 150],
    [years(13), years(19), 60, 102, 120, 160],
    [years(19), open, 90, 100, 120, 180],
  ),
  diastolic: table(
    [0, 1, 15, 20, 60, 80],
    [1, 12, 20, 41, 65, 85],
    [12, 36, 30, 41, 78, 90],
    [36, 72, 30, 47, 75, 95],
    [72, years(13), 35, 59, 80, 100],
    [years(13), years(19), 30, 64, 80, 105],
    [years(19), open, 50, 60, 80, 110],
  ),
  tempCx10: table([0, 3, 350, 360, 377, 381], [3, open, 350, 360, 377, 380]),
  spo2: table([0, open, 89, 95, open, open]),
};
