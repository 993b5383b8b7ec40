import { describe, expect, it } from "vitest";
import { bloodPressureLevel, bloodPressureLevels, isHypertensiveLevel } from "./blood-pressure-level.ts";
import { interpretationLevels, interpretVital } from "./interpret.ts";
import { referenceRanges, type RangedVitalField } from "./reference-ranges.ts";

const level = (field: RangedVitalField, value: number, ageMonths?: number) =>
  interpretVital(field, value, { ageMonths })?.level;

const fields = Object.keys(referenceRanges) as RangedVitalField[];

describe("interpretation", () => {
  it("[VS7] critical bounds are inclusive, normal bounds exclusive, in every band", () => {
    for (const field of fields)
      for (const { fromMonths, criticalLow, normalLow, normalHigh, criticalHigh } of referenceRanges[field]) {
        const at = (value: number) => level(field, value, fromMonths);
        expect(at(criticalLow)).toBe("critically-low");
        expect(at(criticalLow + 1)).toBe(criticalLow + 1 < normalLow ? "low" : "normal");
        expect(at(normalLow - 1)).toBe(normalLow - 1 > criticalLow ? "low" : "critically-low");
        expect(at(normalLow)).toBe("normal");
        if (normalHigh === Number.POSITIVE_INFINITY) continue;
        expect(at(normalHigh)).toBe("normal");
        expect(at(criticalHigh - 1)).toBe(criticalHigh - 1 > normalHigh ? "high" : "normal");
        expect(at(criticalHigh)).toBe("critically-high");
      }
  });

  it("[VS7] never falls as the value rises (exhaustive, every band)", () => {
    for (const field of fields)
      for (const { fromMonths } of referenceRanges[field]) {
        let before = 0;
        for (let value = 0; value <= 480; value++) {
          const now = interpretationLevels.indexOf(level(field, value, fromMonths) ?? expect.fail());
          expect(now).toBeGreaterThanOrEqual(before);
          before = now;
        }
      }
  });

  it("[VS7] the adult rows are those of the RefApp", () => {
    expect(level("heartRate", 45)).toBe("critically-low");
    expect(level("heartRate", 59)).toBe("low");
    expect(level("heartRate", 100)).toBe("normal");
    expect(level("heartRate", 109)).toBe("high");
    expect(level("heartRate", 110)).toBe("critically-high");
    expect(level("systolic", 90)).toBe("critically-low");
    expect(level("systolic", 180)).toBe("critically-high");
    expect(level("spo2", 89)).toBe("critically-low");
    expect(level("spo2", 94)).toBe("low");
    expect(level("spo2", 100)).toBe("normal");
  });

  it("[VS7] the age decides: bands change on the month they should", () => {
    expect(level("tempCx10", 380, 2.9)).toBe("high");
    expect(level("tempCx10", 380, 3)).toBe("critically-high");
    expect(level("heartRate", 150, 0)).toBe("normal");
    expect(level("heartRate", 150, 480)).toBe("critically-high");
    expect(level("systolic", 95, 227)).toBe("low");
    expect(level("systolic", 90, 227)).toBe("low");
    expect(level("systolic", 90, 228)).toBe("critically-low");
    expect(level("heartRate", 110, 215)).toBe("critically-high");
    expect(level("heartRate", 97, 215)).toBe("high");
    expect(level("heartRate", 97, 216)).toBe("normal");
  });

  it("[VS7] an unknown age uses the adult band and says so", () => {
    expect(interpretVital("heartRate", 150)).toMatchObject({ level: "critically-high", assumedAdult: true });
    expect(interpretVital("heartRate", 150, { ageMonths: 1 })).toMatchObject({
      level: "normal",
      assumedAdult: false,
      band: { fromMonths: 0, toMonths: 3 },
    });
  });

  it("[VS7] fields without ranges are not interpreted", () => {
    for (const field of ["weightG", "heightMm", "glucoseMgDl", "meanArterial", "oxygenLMinx10"] as const)
      expect(interpretVital(field, 100)).toBeUndefined();
  });
});

describe("blood pressure level", () => {
  it("[VS8] each level starts where Simple's does", () => {
    const bySystolic = [89, 90, 129, 130, 139, 140, 159, 160, 199, 200].map((mmHg) =>
      bloodPressureLevel(mmHg, 70),
    );
    expect(bySystolic).toEqual([
      "low",
      "normal",
      "normal",
      "mildly-high",
      "mildly-high",
      "moderately-high",
      "moderately-high",
      "very-high",
      "very-high",
      "extremely-high",
    ]);
    const byDiastolic = [59, 60, 79, 80, 89, 90, 99, 100, 119, 120].map((mmHg) =>
      bloodPressureLevel(121, mmHg),
    );
    expect(byDiastolic).toEqual(bySystolic);
  });

  it("[VS8] takes the worse arm, and counts as high from 140/90", () => {
    expect(bloodPressureLevel(85, 125)).toBe("extremely-high");
    expect(bloodPressureLevel(150, 55)).toBe("moderately-high");
    expect(bloodPressureLevel(120, 55)).toBe("low");
    expect(bloodPressureLevels.filter(isHypertensiveLevel)).toEqual([
      "moderately-high",
      "very-high",
      "extremely-high",
    ]);
  });
});
