/**
 * Weight and height that are worth a second look, by age.
 *
 * SOURCE. The flags by which WHO Anthro calls a value biologically implausible: weight-for-age z < -6 or > +5,
 * length/height-for-age z < -6 or > +6 (WHO Anthro manual), applied to the WHO Child Growth Standards 2006
 * (0–60 months) and the WHO Reference 2007 (5–19 years; weight only to 10). The LMS tables were read; beyond 3 SD
 * weight follows WHO's linear rule. Each band is the envelope of boys and girls over its whole width: low at its
 * start, high at its end, rounded outwards. Wide on purpose: a stunted or wasted child is common here and must be
 * enterable without a quarrel, while a slipped digit is still caught. [proposal]
 *
 * Weight from 10 years on has no WHO reference: 150 kg, and 25 kg for an adult (BMI 12 at 145 cm), are proposals.
 * Adult height is the 19-year row of WHO 2007.
 */
import { years, type AgeBand } from "./age-bands.ts";

export interface GrowthBand extends AgeBand {
  readonly weightMinG: number;
  readonly weightMaxG: number;
  readonly heightMinMm: number;
  readonly heightMaxMm: number;
}

const rows: readonly (readonly [number, number, number, number, number, number])[] = [
  [0, 1, 900, 8_200, 379, 665],
  [1, 3, 1_400, 10_900, 419, 738],
  [3, 6, 2_300, 13_200, 471, 806],
  [6, 12, 3_100, 16_400, 521, 901],
  [12, 24, 3_900, 21_400, 585, 1_055],
  [24, 36, 5_100, 26_600, 663, 1_184],
  [36, 60, 6_000, 38_900, 721, 1_381],
  [60, 96, 6_900, 60_900, 808, 1_614],
  [96, 120, 9_400, 83_800, 917, 1_775],
  [120, years(18), 11_300, 150_000, 998, 2_204],
  [years(18), Number.POSITIVE_INFINITY, 25_000, 150_000, 1_238, 2_204],
];

/** Growth bands from birth to adult, contiguous. */
export const growthBands: readonly GrowthBand[] = rows.map(
  ([fromMonths, toMonths, weightMinG, weightMaxG, heightMinMm, heightMaxMm]) => ({
    fromMonths,
    toMonths,
    weightMinG,
    weightMaxG,
    heightMinMm,
    heightMaxMm,
  }),
);
