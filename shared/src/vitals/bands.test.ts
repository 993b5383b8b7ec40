import { describe, expect, it } from "vitest";
import { bandForAge, type AgeBand } from "./age-bands.ts";
import { hardLimits, pressureFloorBands, respiratoryBands, softLimits } from "./entry-limits.ts";
import { integerVitalFields } from "./fields.ts";
import { growthBands } from "./growth-bands.ts";
import { referenceRanges } from "./reference-ranges.ts";

// The starts are written out again, so that removing or moving a band fails here even if the rest stays contiguous.
const tables: readonly (readonly [string, readonly AgeBand[], readonly number[]])[] = [
  ["growth", growthBands, [0, 1, 3, 6, 12, 24, 36, 60, 96, 120, 216]],
  ["respiratory soft", respiratoryBands, [0, 3, 12, 48, 144]],
  ["pressure floors", pressureFloorBands, [0, 1, 12, 72, 156, 228]],
  ["heartRate", referenceRanges.heartRate, [0, 3, 6, 9, 12, 18, 24, 36, 48, 72, 96, 144, 216]],
  [
    "respiratoryRate",
    referenceRanges.respiratoryRate,
    [0, 3, 6, 9, 12, 18, 24, 36, 48, 72, 96, 144, 180, 216],
  ],
  ["systolic", referenceRanges.systolic, [0, 1, 12, 36, 72, 156, 228]],
  ["diastolic", referenceRanges.diastolic, [0, 1, 12, 36, 72, 156, 228]],
  ["tempCx10", referenceRanges.tempCx10, [0, 3]],
  ["spo2", referenceRanges.spo2, [0]],
];

describe.each(tables)("age bands: %s", (_name, bands, starts) => {
  it("[VS3] has exactly the bands of its source", () => {
    expect(bands.map(({ fromMonths }) => fromMonths)).toEqual(starts);
  });

  it("[VS3] is contiguous from birth to no end", () => {
    expect(bands[0]?.fromMonths).toBe(0);
    expect(bands.at(-1)?.toMonths).toBe(Number.POSITIVE_INFINITY);
    for (const [index, band] of bands.entries()) {
      expect(band.fromMonths).toBeLessThan(band.toMonths);
      if (index > 0) expect(band.fromMonths).toBe(bands[index - 1]?.toMonths);
    }
  });

  it("[VS3] puts every month and half month up to 120 years in exactly one band", () => {
    for (let ageMonths = 0; ageMonths <= 1440; ageMonths += 0.5) {
      const holding = bands.filter((band) => band.fromMonths <= ageMonths && ageMonths < band.toMonths);
      expect(holding).toHaveLength(1);
      expect(bandForAge(bands, ageMonths)).toEqual({ band: holding[0], assumedAdult: false });
    }
  });

  it("[VS3] treats an unknown or impossible age as adult, and says so", () => {
    for (const ageMonths of [undefined, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(bandForAge(bands, ageMonths)).toEqual({ band: bands.at(-1), assumedAdult: true });
  });
});

describe("band contents", () => {
  it("[VS3] a hole in a table is an error, not an adult", () => {
    expect(() => bandForAge([{ fromMonths: 0, toMonths: 3 }], 5)).toThrow(RangeError);
    expect(() => bandForAge([], undefined)).toThrow(RangeError);
  });

  it("[VS3] reference bounds are ordered: critical low < normal low < normal high < critical high", () => {
    for (const bands of Object.values(referenceRanges))
      for (const { criticalLow, normalLow, normalHigh, criticalHigh } of bands) {
        expect(criticalLow).toBeLessThan(normalLow);
        expect(normalLow).toBeLessThan(normalHigh);
        expect(normalHigh).toBeLessThanOrEqual(criticalHigh);
      }
  });

  it("[VS3] the soft limits lie inside the hard ones at every age", () => {
    for (const field of integerVitalFields)
      for (let ageMonths = 0; ageMonths <= 300; ageMonths++) {
        const soft = softLimits(field, { ageMonths });
        expect(soft.assumedAdult).toBe(false);
        expect(soft.min).toBeLessThan(soft.max);
        expect(soft.min).toBeGreaterThanOrEqual(hardLimits[field].min);
        expect(soft.max).toBeLessThanOrEqual(hardLimits[field].max);
      }
  });

  it("[VS3] a normal value of the age is never asked about", () => {
    for (const field of ["heartRate", "respiratoryRate", "systolic", "diastolic"] as const)
      for (const { fromMonths, normalLow, normalHigh } of referenceRanges[field]) {
        const soft = softLimits(field, { ageMonths: fromMonths });
        expect(soft.min).toBeLessThanOrEqual(normalLow);
        expect(soft.max).toBeGreaterThanOrEqual(normalHigh);
      }
  });

  it("[VS3] growth bands only rise with age", () => {
    for (const [index, band] of growthBands.entries()) {
      const before = growthBands[index - 1];
      if (!before) continue;
      for (const bound of ["weightMinG", "weightMaxG", "heightMinMm", "heightMaxMm"] as const)
        expect(band[bound]).toBeGreaterThanOrEqual(before[bound]);
    }
  });

  it("[VS3] WHO 2006 medians of both sexes are never asked about", () => {
    // months, boy kg, girl kg, boy cm, girl cm (WHO Child Growth Standards, column M)
    const medians = [
      [0, 3.3464, 3.2322, 49.8842, 49.1477],
      [6, 7.934, 7.297, 67.6236, 65.7311],
      [12, 9.6479, 8.9481, 75.7488, 74.015],
      [24, 12.1515, 11.4775, 87.1161, 85.7153],
      [60, 18.3366, 18.2193, 109.9638, 109.4233],
    ] as const;
    for (const [ageMonths, boyKg, girlKg, boyCm, girlCm] of medians) {
      const weight = softLimits("weightG", { ageMonths });
      const height = softLimits("heightMm", { ageMonths });
      for (const kg of [boyKg, girlKg]) {
        expect(kg * 1000).toBeGreaterThan(weight.min);
        expect(kg * 1000).toBeLessThan(weight.max);
      }
      for (const cm of [boyCm, girlCm]) {
        expect(cm * 10).toBeGreaterThan(height.min);
        expect(cm * 10).toBeLessThan(height.max);
      }
    }
  });
});
