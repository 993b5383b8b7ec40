import { bandForAge, years, type AgeBand, type VitalValues } from "../vitals/index.ts";

/**
 * Flags for children, by age band.
 *
 * SOURCE: Parshuram CS, Hutchison J, Middaugh K. Development and initial validation of the Bedside Paediatric Early
 * Warning System score. Crit Care 2009;13:R135, table 1: sub-scores 0, 1, 2 and 4 of heart rate, systolic pressure and
 * respiratory rate. The whole score needs capillary refill, effort and oxygen therapy as well, which are not recorded
 * here: so these are flags, named as such, and never a total.
 */

export const paediatricFields = ["heartRate", "systolic", "respiratoryRate"] as const;
export type PaediatricField = (typeof paediatricFields)[number];
/** Sub-score of one vital sign; 0 is not flagged. */
export type PaediatricSubScore = 0 | 1 | 2 | 4;
export interface PaediatricFlag {
  readonly field: PaediatricField;
  readonly subScore: Exclude<PaediatricSubScore, 0>;
  readonly direction: "high" | "low";
}

/** Inclusive bounds from which a sub-score applies, worst last: [at or above, at or below]. */
type Bounds = readonly [high: number, low: number];
interface Band extends AgeBand {
  readonly heartRate: readonly [one: Bounds, two: Bounds, four: Bounds];
  readonly systolic: readonly [one: Bounds, two: Bounds, four: Bounds];
  readonly respiratoryRate: readonly [one: Bounds, two: Bounds, four: Bounds];
}

const bands: readonly Band[] = [
  {
    fromMonths: 0,
    toMonths: 3,
    heartRate: [
      [150, 110],
      [180, 90],
      [190, 80],
    ],
    systolic: [
      [80, 60],
      [100, 50],
      [130, 45],
    ],
    respiratoryRate: [
      [61, 29],
      [81, 19],
      [91, 15],
    ],
  },
  {
    fromMonths: 3,
    toMonths: 12,
    heartRate: [
      [150, 100],
      [170, 80],
      [180, 70],
    ],
    systolic: [
      [100, 80],
      [120, 70],
      [150, 60],
    ],
    respiratoryRate: [
      [51, 24],
      [71, 19],
      [81, 15],
    ],
  },
  {
    fromMonths: 12,
    toMonths: years(4),
    heartRate: [
      [120, 90],
      [150, 70],
      [170, 60],
    ],
    systolic: [
      [110, 90],
      [125, 75],
      [160, 65],
    ],
    respiratoryRate: [
      [41, 19],
      [61, 15],
      [71, 12],
    ],
  },
  {
    fromMonths: years(4),
    toMonths: years(12),
    heartRate: [
      [110, 70],
      [130, 60],
      [150, 50],
    ],
    systolic: [
      [120, 90],
      [140, 80],
      [170, 70],
    ],
    respiratoryRate: [
      [31, 19],
      [41, 14],
      [51, 10],
    ],
  },
  {
    fromMonths: years(12),
    toMonths: Number.POSITIVE_INFINITY,
    heartRate: [
      [100, 60],
      [120, 50],
      [140, 40],
    ],
    systolic: [
      [130, 100],
      [150, 85],
      [190, 75],
    ],
    respiratoryRate: [
      [17, 11],
      [23, 10],
      [30, 9],
    ],
  },
];

const SUB_SCORES = [4, 2, 1] as const;

const flagOf = (field: PaediatricField, bounds: Band[PaediatricField], value: number): PaediatricFlag[] => {
  for (const [i, subScore] of SUB_SCORES.entries()) {
    const [high, low] = bounds[2 - i] as Bounds;
    if (value >= high) return [{ field, subScore, direction: "high" }];
    if (value <= low) return [{ field, subScore, direction: "low" }];
  }
  return [];
};

/**
 * The vital signs of a child that stand out for the age, in the order heart rate, pressure, breathing. [EW4]
 * @param ageMonths fractions allowed. The table's bands meet at 3 months, 1, 4 and 12 years; whoever is exactly that old
 * belongs to the older band.
 */
export const paediatricFlags = (values: VitalValues, ageMonths: number): PaediatricFlag[] => {
  const { band } = bandForAge(bands, ageMonths);
  return paediatricFields.flatMap((field) => {
    const value = values[field];
    return value === undefined ? [] : flagOf(field, band[field], value);
  });
};
