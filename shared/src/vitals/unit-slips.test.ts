import { describe, expect, it } from "vitest";
import { hardLimits, isWithin, softLimits } from "./entry-limits.ts";
import { integerVitalFields, type IntegerVitalField } from "./fields.ts";
import { parseVital } from "./format.ts";
import { checkVital } from "./limits.ts";
import { findSlip, findSlipInText } from "./unit-slips.ts";

const adult = { ageMonths: 480 };
const slip = (field: IntegerVitalField, text: string, ageMonths = 480) => {
  const found = findSlipInText(field, text, { ageMonths });
  return found && [found.reason, found.suggestedValue];
};

describe("unit slips", () => {
  it("[VS5] 98.6 as °C is told as Fahrenheit, and refused with the value meant", () => {
    expect(checkVital("tempCx10", 986, adult)).toMatchObject({
      verdict: "refuse",
      code: "looks-like-fahrenheit",
      params: { value: "98.6", suggested: "37.0", unit: "°C" },
      suggestions: [{ field: "tempCx10", suggestedValue: 370, reason: "looks-like-fahrenheit" }],
    });
  });

  it("[VS5] every tenth from 86.0 to 113.0 °F converts to the nearest tenth of a degree", () => {
    for (let tenthsF = 860; tenthsF <= 1130; tenthsF++) {
      const found = findSlip("tempCx10", tenthsF, adult);
      expect(found?.reason).toBe("looks-like-fahrenheit");
      expect(Math.abs((found?.suggestedValue ?? 0) - ((tenthsF - 320) * 5) / 9)).toBeLessThanOrEqual(0.5);
    }
    expect(findSlip("tempCx10", 859, adult)).toBeUndefined();
    expect(findSlip("tempCx10", 1131, adult)).toBeUndefined();
  });

  it("[VS5] a temperature without its point is recognised, in either unit", () => {
    expect(slip("tempCx10", "368")).toEqual(["looks-like-missing-decimal", 368]);
    expect(slip("tempCx10", "250")).toEqual(["looks-like-missing-decimal", 250]);
    expect(slip("tempCx10", "451")).toBeUndefined();
    expect(slip("tempCx10", "986")).toEqual(["looks-like-fahrenheit", 370]);
    expect(slip("tempCx10", "60")).toBeUndefined();
  });

  it("[VS5] weight in grams, without its point, or in pounds", () => {
    expect(slip("weightG", "3200", 0)).toEqual(["looks-like-grams", 3_200]);
    expect(slip("weightG", "56000")).toEqual(["looks-like-grams", 56_000]);
    expect(slip("weightG", "32", 0)).toEqual(["looks-like-missing-decimal", 3_200]);
    expect(slip("weightG", "565")).toEqual(["looks-like-missing-decimal", 56_500]);
    expect(slip("weightG", "165")).toEqual(["looks-like-pounds", 74_800]);
    expect(slip("weightG", "56.5")).toBeUndefined();
  });

  it("[VS5] height in metres, without its point or in millimetres, or in inches", () => {
    expect(slip("heightMm", "1.65")).toEqual(["looks-like-metres", 1_650]);
    expect(slip("heightMm", "0.87", 24)).toEqual(["looks-like-metres", 870]);
    expect(slip("heightMm", "1655")).toEqual(["looks-like-missing-decimal", 1_655]);
    expect(slip("heightMm", "65")).toEqual(["looks-like-inches", 1_651]);
    expect(slip("heightMm", "65", 6)).toBeUndefined();
    expect(slip("heightMm", "5.5")).toBeUndefined();
  });

  it("[VS5] text too fine for the field can still be explained", () => {
    expect(parseVital("heightMm", "1.65")).toEqual({ ok: false, code: "too-many-decimals" });
    expect(parseVital("glucoseMgDl", "5.6")).toEqual({ ok: false, code: "too-many-decimals" });
    expect(slip("glucoseMgDl", "5.6")).toEqual(["looks-like-mmol-per-litre", 101]);
    expect(slip("heightMm", "1.65432")).toBeUndefined();
    expect(slip("heightMm", "abc")).toBeUndefined();
    expect(slip("heightMm", "-1.65")).toBeUndefined();
  });

  it("[VS5] glucose from 2.0 to 33.3 looks like mmol/L; the suggestion is × 18.016", () => {
    for (let tenths = 20; tenths <= 333; tenths++) {
      const [reason, value] = slip("glucoseMgDl", (tenths / 10).toFixed(1)) ?? [];
      expect(reason).toBe("looks-like-mmol-per-litre");
      expect(Math.abs(Number(value) - tenths * 1.8016)).toBeLessThanOrEqual(0.5 + 1e-9);
    }
    expect(slip("glucoseMgDl", "1.9")).toBeUndefined();
    expect(slip("glucoseMgDl", "33.4")).toBeUndefined();
    expect(checkVital("glucoseMgDl", 6, adult)).toMatchObject({
      verdict: "refuse",
      code: "looks-like-mmol-per-litre",
      params: { suggested: "108" },
    });
    expect(checkVital("glucoseMgDl", 30, adult)).toMatchObject({
      verdict: "ask",
      code: "looks-like-mmol-per-litre",
    });
  });

  it("[VS5] 12/8 looks like cmHg, 12.5 too", () => {
    expect(slip("systolic", "12")).toEqual(["looks-like-cm-hg", 120]);
    expect(slip("diastolic", "8")).toEqual(["looks-like-cm-hg", 80]);
    expect(slip("systolic", "12.5")).toEqual(["looks-like-cm-hg", 125]);
    expect(slip("diastolic", "15")).toBeUndefined();
    expect(slip("systolic", "6")).toBeUndefined();
  });

  it("[VS5] never speaks when the value is usual, and never suggests what would be refused", () => {
    for (const field of integerVitalFields)
      for (const ageMonths of [0, 2, 8, 30, 100, 200, 480]) {
        const soft = softLimits(field, { ageMonths });
        const step = field === "weightG" ? 37 : 1;
        for (let value = 0; value <= Math.min(2 * hardLimits[field].max, 20_000); value += step) {
          const found = findSlip(field, value, { ageMonths });
          if (!found) continue;
          expect(isWithin(soft, value)).toBe(false);
          expect(checkVital(field, found.suggestedValue, { ageMonths }).verdict).not.toBe("refuse");
          expect(found.field).toBe(field);
        }
      }
  });

  it("[VS5] ignores values that are no measurement at all", () => {
    for (const value of [-5, 1.5, Number.NaN]) expect(findSlip("tempCx10", value)).toBeUndefined();
  });
});
