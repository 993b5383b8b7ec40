import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hardLimits } from "./entry-limits.ts";
import { integerVitalFields } from "./fields.ts";
import { formatVital } from "./format.ts";
import { importVital } from "./import-values.ts";

describe("importing values", () => {
  it("[VS9] an hourly intensive-care row becomes scaled integers", () => {
    expect(importVital("heartRate", 88)).toEqual({ ok: true, value: 88, rounded: false });
    expect(importVital("spo2", "96")).toEqual({ ok: true, value: 96, rounded: false });
    expect(importVital("tempCx10", 36.44)).toEqual({ ok: true, value: 364, rounded: true });
    expect(importVital("systolic", 105.5)).toEqual({ ok: true, value: 106, rounded: true });
    expect(importVital("meanArterial", 69.5)).toEqual({ ok: true, value: 70, rounded: true });
    expect(importVital("diastolic", 53)).toEqual({ ok: true, value: 53, rounded: false });
    expect(importVital("respiratoryRate", "16.50")).toEqual({ ok: true, value: 17, rounded: true });
  });

  it("[VS9] halves go up on the digits, not on the binary", () => {
    expect(importVital("tempCx10", 36.45)).toMatchObject({ value: 365 });
    expect(importVital("tempCx10", 36.35)).toMatchObject({ value: 364 });
    expect(importVital("tempCx10", "36.4499999999999999")).toMatchObject({ value: 364 });
    expect(importVital("weightG", "3.2455")).toMatchObject({ value: 3_246, rounded: true });
  });

  it("[VS9] what is not measured is missing, and what is not a number says so", () => {
    for (const source of [Number.NaN, "NaN", "", "  ", "null", "NA", null, undefined])
      expect(importVital("heartRate", source)).toEqual({ ok: false, code: "missing" });
    for (const source of [Number.POSITIVE_INFINITY, 1e21, "1e2", "88 bpm", "36,8"])
      expect(importVital("heartRate", source)).toEqual({ ok: false, code: "not-a-number" });
  });

  it("[VS9] the hard limits hold, inclusive, after rounding", () => {
    expect(importVital("tempCx10", 24.94)).toEqual({ ok: false, code: "below-hard-limit" });
    expect(importVital("tempCx10", 24.95)).toEqual({ ok: true, value: 250, rounded: true });
    expect(importVital("tempCx10", 45.04)).toEqual({ ok: true, value: 450, rounded: true });
    expect(importVital("tempCx10", 45.05)).toEqual({ ok: false, code: "above-hard-limit" });
    expect(importVital("heartRate", -5)).toEqual({ ok: false, code: "below-hard-limit" });
    expect(importVital("respiratoryRate", 0)).toEqual({ ok: true, value: 0, rounded: false });
  });

  it("[VS9] a value this product stored comes back unrounded", () => {
    const field = fc.constantFrom(...integerVitalFields);
    fc.assert(
      fc.property(field, fc.nat({ max: 400_000 }), (name, value) => {
        const { min, max } = hardLimits[name];
        const result = importVital(name, formatVital(name, value).text);
        if (value < min) expect(result).toEqual({ ok: false, code: "below-hard-limit" });
        else if (value > max) expect(result).toEqual({ ok: false, code: "above-hard-limit" });
        else expect(result).toEqual({ ok: true, value, rounded: false });
      }),
    );
  });

  it("[VS9] numbers and their text import alike, within half a step of the source", () => {
    const source = fc.double({ min: 30, max: 40, noNaN: true });
    fc.assert(
      fc.property(source, (tempC) => {
        const result = importVital("tempCx10", tempC);
        expect(importVital("tempCx10", String(tempC))).toEqual(result);
        if (!result.ok) expect.fail(result.code);
        expect(Math.abs(result.value - tempC * 10)).toBeLessThanOrEqual(0.5 + 1e-9);
        expect(result.rounded).toBe(String(tempC) !== String(Number((result.value / 10).toFixed(1))));
      }),
    );
  });
});
