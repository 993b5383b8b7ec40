import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hardLimits, softLimits } from "./entry-limits.ts";
import { integerVitalFields, vitalFields } from "./fields.ts";
import { checkVital } from "./limits.ts";

const adult = { ageMonths: 480 };

// field, hard min, soft min, soft max, hard max, for an adult: written out, not read from the module.
const adultLimits = [
  ["systolic", 30, 70, 250, 300],
  ["diastolic", 10, 40, 150, 200],
  ["meanArterial", 10, 50, 183, 300],
  ["heartRate", 10, 30, 230, 300],
  ["respiratoryRate", 0, 5, 60, 120],
  ["tempCx10", 250, 340, 420, 450],
  ["spo2", 10, 70, 100, 100],
  ["weightG", 300, 25_000, 150_000, 350_000],
  ["heightMm", 200, 1_238, 2_204, 2_720],
  ["glucoseMgDl", 10, 40, 600, 1_500],
  ["oxygenLMinx10", 0, 0, 150, 800],
] as const;

describe("one value", () => {
  it("[VS4] every integer field is in the table below", () => {
    expect(adultLimits.map(([field]) => field).toSorted()).toEqual([...integerVitalFields].toSorted());
  });

  it.each(adultLimits)("[VS4] %s: each limit is inclusive", (field, hardMin, softMin, softMax, hardMax) => {
    const verdict = (value: number) => checkVital(field, value, adult).verdict;
    expect(verdict(hardMin - 1)).toBe("refuse");
    expect(verdict(hardMin)).toBe(hardMin < softMin ? "ask" : "ok");
    if (hardMin < softMin) expect(verdict(softMin - 1)).toBe("ask");
    expect(verdict(softMin)).toBe("ok");
    expect(verdict(softMax)).toBe("ok");
    if (softMax < hardMax) expect(verdict(softMax + 1)).toBe("ask");
    expect(verdict(hardMax)).toBe(softMax < hardMax ? "ask" : "ok");
    expect(verdict(hardMax + 1)).toBe("refuse");
  });

  it("[VS4] the verdict depends on the limits alone, for any value and age", () => {
    const age = fc.option(fc.integer({ min: 0, max: 1200 }), { nil: undefined });
    const field = fc.constantFrom(...integerVitalFields);
    fc.assert(
      fc.property(field, fc.integer({ min: -10, max: 400_000 }), age, (name, value, ageMonths) => {
        const soft = softLimits(name, { ageMonths });
        const hard = hardLimits[name];
        const expected =
          value < hard.min || value > hard.max
            ? "refuse"
            : value < soft.min || value > soft.max
              ? "ask"
              : "ok";
        expect(checkVital(name, value, { ageMonths }).verdict).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it("[VS4] says the limit it broke, in display units", () => {
    expect(checkVital("systolic", 260, adult)).toEqual({
      verdict: "ask",
      code: "above-usual",
      messageKey: "vitals.issue.above-usual",
      params: { value: "260", min: "70", max: "250", unit: "mmHg" },
      fields: ["systolic"],
      suggestions: [],
      assumedAdult: false,
    });
    expect(checkVital("tempCx10", 470, adult)).toMatchObject({
      verdict: "refuse",
      code: "above-hard-limit",
      params: { value: "47.0", min: "25.0", max: "45.0", unit: "°C" },
    });
    expect(checkVital("heartRate", 5, adult)).toMatchObject({ code: "below-hard-limit" });
    expect(checkVital("heartRate", 25, adult)).toMatchObject({ code: "below-usual" });
  });

  it("[VS4] a shocked adult and a fast-breathing newborn can be entered", () => {
    expect(checkVital("systolic", 60, adult).verdict).toBe("ask");
    expect(checkVital("respiratoryRate", 66, { ageMonths: 0 }).verdict).toBe("ok");
    expect(checkVital("respiratoryRate", 66, adult).verdict).toBe("ask");
    expect(checkVital("weightG", 1_200, { ageMonths: 0 }).verdict).toBe("ok");
    expect(checkVital("systolic", 60, { ageMonths: 0 }).verdict).toBe("ok");
  });

  it("[VS4] with an unknown age the adult limits hold and are flagged", () => {
    expect(checkVital("weightG", 12_000)).toMatchObject({ verdict: "ask", assumedAdult: true });
    expect(checkVital("weightG", 12_000, { ageMonths: 24 })).toEqual({ verdict: "ok" });
    expect(checkVital("heartRate", 25)).toMatchObject({ verdict: "ask", assumedAdult: false });
  });

  it("[VS4] refuses a value of the wrong kind", () => {
    for (const value of [36.8, Number.NaN, Number.POSITIVE_INFINITY, "368", true])
      expect(checkVital("tempCx10", value)).toMatchObject({ verdict: "refuse", code: "not-an-integer" });
    expect(checkVital("onOxygen", 1)).toMatchObject({ verdict: "refuse", code: "not-a-boolean" });
    expect(checkVital("consciousness", "X")).toMatchObject({ verdict: "refuse", code: "not-a-known-code" });
    for (const code of ["A", "C", "V", "P", "U"])
      expect(checkVital("consciousness", code)).toEqual({ verdict: "ok" });
    expect(checkVital("onOxygen", false)).toEqual({ verdict: "ok" });
  });

  it("[VS4] message keys are the codes", () => {
    for (const field of vitalFields) {
      const check = checkVital(field, -1);
      if (check.verdict === "ok") expect.fail(field);
      expect(check.messageKey).toBe(`vitals.issue.${check.code}`);
      expect(check.fields).toEqual([field]);
    }
  });
});
