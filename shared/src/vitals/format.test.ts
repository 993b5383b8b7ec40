import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { vitalDefinitions } from "./codes.ts";
import { decimalPlaces, divideHalfUp, parseDecimal, scaleDecimal } from "./decimal.ts";
import { hardLimits } from "./entry-limits.ts";
import { integerVitalFields } from "./fields.ts";
import { formatVital, parseVital } from "./format.ts";

const anyField = fc.constantFrom(...integerVitalFields);

describe("decimal text", () => {
  it("[VS2] every tenth from 0.0 to 450.0 becomes its exact scaled integer", () => {
    for (let tenths = 0; tenths <= 4500; tenths++) {
      const text = `${(tenths - (tenths % 10)) / 10}.${tenths % 10}`;
      expect(parseVital("tempCx10", text)).toEqual({ ok: true, value: tenths });
    }
  });

  it("[VS2] formatting and parsing give the value back, for every field", () => {
    fc.assert(
      fc.property(anyField, fc.nat({ max: 999_999_999 }), (field, value) => {
        expect(parseVital(field, formatVital(field, value).text)).toEqual({ ok: true, value });
      }),
    );
  });

  it("[VS2] every value inside the hard limits survives the round trip (exhaustive)", () => {
    for (const field of integerVitalFields) {
      const { min, max } = hardLimits[field];
      const lost: number[] = [];
      for (let value = min; value <= max; value++) {
        const parsed = parseVital(field, formatVital(field, value).text);
        if (!parsed.ok || parsed.value !== value) lost.push(value);
      }
      expect(lost, field).toEqual([]);
    }
  });

  it("[VS2] refuses what is not a plain decimal", () => {
    const bad = ["", " ", ".", "-1", "36,8", "1e2", "0x10", "NaN", "Infinity", "३६", "3 6", "1234567890"];
    for (const text of bad) expect(parseVital("tempCx10", text)).toEqual({ ok: false, code: "not-a-number" });
  });

  it("[VS2] refuses more decimals than the field holds, unless they are zeros", () => {
    expect(parseVital("tempCx10", "36.85")).toEqual({ ok: false, code: "too-many-decimals" });
    expect(parseVital("heartRate", "88.5")).toEqual({ ok: false, code: "too-many-decimals" });
    expect(parseVital("tempCx10", "036.800")).toEqual({ ok: true, value: 368 });
    expect(parseVital("heartRate", "88.")).toEqual({ ok: true, value: 88 });
    expect(parseVital("tempCx10", ".5")).toEqual({ ok: true, value: 5 });
  });

  it("[VS2] shows the usual decimals, and more only when the value has them", () => {
    expect(formatVital("tempCx10", 368)).toEqual({ text: "36.8", unit: "°C" });
    expect(formatVital("tempCx10", 370).text).toBe("37.0");
    expect(formatVital("weightG", 52_000)).toEqual({ text: "52.0", unit: "kg" });
    expect(formatVital("weightG", 3_245).text).toBe("3.245");
    expect(formatVital("weightG", 50).text).toBe("0.05");
    expect(formatVital("heightMm", 1_650)).toEqual({ text: "165", unit: "cm" });
    expect(formatVital("heightMm", 1_655).text).toBe("165.5");
    expect(formatVital("systolic", 120)).toEqual({ text: "120", unit: "mmHg" });
    expect(formatVital("tempCx10", -5).text).toBe("-0.5");
    expect(formatVital("consciousness", "A")).toEqual({ text: "A", unit: "" });
    expect(formatVital("onOxygen", true).text).toBe("true");
  });

  it("[VS2] throws on a float, because a stored float is a programming error", () => {
    expect(() => formatVital("tempCx10", 36.8)).toThrow(RangeError);
    expect(() => formatVital("heartRate", "88")).toThrow(RangeError);
    expect(() => formatVital("heartRate", Number.NaN)).toThrow(RangeError);
  });

  it("[VS2] scaling rounds halves away from zero on the digits, and never gives minus zero", () => {
    const scaled = (text: string) => scaleDecimal(parseDecimal(text) ?? expect.fail(text), 1);
    expect(scaled("36.45")).toEqual({ scaled: 365, rounded: true });
    expect(scaled("36.44999999999999999")).toEqual({ scaled: 364, rounded: true });
    expect(scaled("-36.45")).toEqual({ scaled: -365, rounded: true });
    expect(Object.is(scaled("-0.0").scaled, 0)).toBe(true);
  });

  it("[VS2] integer division rounds half up", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 1_000_000 }), (numerator, denominator) => {
        const quotient = divideHalfUp(numerator, denominator);
        expect(2 * quotient * denominator).toBeLessThanOrEqual(2 * numerator + denominator);
        expect(2 * (quotient + 1) * denominator).toBeGreaterThan(2 * numerator + denominator);
      }),
    );
  });

  it("[VS2] every scale is the power of ten its decimals say", () => {
    for (const field of integerVitalFields) {
      const { scale, displayDecimals } = vitalDefinitions[field];
      expect(10 ** decimalPlaces(scale)).toBe(scale);
      expect(displayDecimals).toBeLessThanOrEqual(decimalPlaces(scale));
    }
  });
});
