import { describe, expect, it } from "vitest";
import { vitalDefinitions } from "./codes.ts";
import { hardLimits } from "./entry-limits.ts";
import { integerVitalFields } from "./fields.ts";
import { formatVital, parseVital } from "./format.ts";
import { entryText, isEntryComplete } from "./keypad.ts";

const fixedFields = integerVitalFields.filter((field) => !vitalDefinitions[field].keypad.pointKey);

describe("number pad", () => {
  it("[VS10] moves on once no further digit could make sense", () => {
    expect(isEntryComplete("systolic", "12")).toBe(false);
    expect(isEntryComplete("systolic", "120")).toBe(true);
    expect(isEntryComplete("systolic", "88")).toBe(true);
    expect(isEntryComplete("diastolic", "80")).toBe(true);
    expect(isEntryComplete("diastolic", "8")).toBe(false);
    expect(isEntryComplete("spo2", "97")).toBe(true);
    expect(isEntryComplete("spo2", "10")).toBe(false);
    expect(isEntryComplete("respiratoryRate", "16")).toBe(true);
    expect(isEntryComplete("tempCx10", "36")).toBe(false);
    expect(isEntryComplete("tempCx10", "368")).toBe(true);
  });

  it("[VS10] a pad with a point key waits, and so does an empty entry", () => {
    expect(isEntryComplete("weightG", "350000")).toBe(false);
    expect(isEntryComplete("heartRate", "")).toBe(false);
    expect(isEntryComplete("heartRate", "8.")).toBe(false);
  });

  it("[VS10] never moves on before a value that is still allowed can be typed (exhaustive)", () => {
    for (const field of fixedFields) {
      const { min, max } = hardLimits[field];
      const { minDigits, maxDigits } = vitalDefinitions[field].keypad;
      for (let value = min; value <= max; value++) {
        const digits = String(value);
        expect(digits.length).toBeLessThanOrEqual(maxDigits);
        for (let typed = minDigits; typed < digits.length; typed++)
          expect(isEntryComplete(field, digits.slice(0, typed)), `${field} ${digits}`).toBe(false);
      }
    }
  });

  it("[VS10] puts the point in by itself", () => {
    expect(entryText("tempCx10", "368")).toBe("36.8");
    expect(entryText("tempCx10", "3")).toBe("3");
    expect(entryText("systolic", "120")).toBe("120");
    expect(parseVital("tempCx10", entryText("tempCx10", "986"))).toEqual({ ok: true, value: 986 });
    expect(formatVital("tempCx10", 986).text).toBe("98.6");
  });
});
