import { describe, expect, it } from "vitest";
import { checkReading } from "./check-reading.ts";
import type { VitalValues } from "./fields.ts";

const adult = { ageMonths: 480 };
const codes = (values: VitalValues) => checkReading(values, adult).issues.map(({ code }) => code);

describe("a whole reading", () => {
  it("[VS6] an ordinary reading, and an empty one, are fine", () => {
    const values: VitalValues = {
      heartRate: 78,
      spo2: 98,
      tempCx10: 368,
      systolic: 120,
      diastolic: 80,
      meanArterial: 93,
      respiratoryRate: 16,
      weightG: 56_500,
      heightMm: 1_600,
      glucoseMgDl: 101,
      consciousness: "A",
      onOxygen: true,
      oxygenLMinx10: 20,
    };
    expect(checkReading(values, adult)).toEqual({ verdict: "ok", issues: [] });
    expect(checkReading({}, adult)).toEqual({ verdict: "ok", issues: [] });
  });

  it("[VS6] systolic must exceed diastolic; equal is refused; a swap is suggested", () => {
    expect(checkReading({ systolic: 81, diastolic: 80 }, adult).verdict).toBe("ok");
    const equal = checkReading({ systolic: 80, diastolic: 80 }, adult);
    expect(equal.verdict).toBe("refuse");
    expect(equal.issues[0]).toMatchObject({ code: "systolic-not-above-diastolic", suggestions: [] });
    const swapped = checkReading({ systolic: 80, diastolic: 120 }, adult);
    expect(swapped.issues[0]?.suggestions).toEqual([
      { field: "systolic", suggestedValue: 120, reason: "systolic-not-above-diastolic" },
      { field: "diastolic", suggestedValue: 80, reason: "systolic-not-above-diastolic" },
    ]);
  });

  it("[VS6] one pressure alone is not compared", () => {
    expect(checkReading({ systolic: 120 }, adult).verdict).toBe("ok");
    expect(checkReading({ diastolic: 80 }, adult).verdict).toBe("ok");
  });

  it("[VS6] the mean must lie between the pressures, both ends included", () => {
    for (let meanArterial = 60; meanArterial <= 160; meanArterial++) {
      const inside = meanArterial >= 80 && meanArterial <= 120;
      expect(codes({ systolic: 120, diastolic: 80, meanArterial })).toEqual(
        inside ? [] : ["mean-outside-pressures"],
      );
    }
    expect(codes({ systolic: 90, meanArterial: 95 })).toEqual(["mean-outside-pressures"]);
    expect(codes({ diastolic: 90, meanArterial: 85 })).toEqual(["mean-outside-pressures"]);
  });

  it("[VS6] asks about a swap of pulse and saturation", () => {
    const { verdict, issues } = checkReading({ heartRate: 97, spo2: 78 }, adult);
    expect(verdict).toBe("ask");
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ code: "heart-rate-and-spo2-swapped", fields: ["heartRate", "spo2"] });
    expect(issues[0]?.suggestions.map(({ suggestedValue }) => suggestedValue)).toEqual([78, 97]);
  });

  it("[VS6] a saturation above 100 stays refused, but the swap is what is told", () => {
    const { verdict, issues } = checkReading({ heartRate: 96, spo2: 104 }, adult);
    expect(verdict).toBe("refuse");
    expect(issues.map(({ code }) => code)).toEqual(["heart-rate-and-spo2-swapped"]);
  });

  it("[VS6] does not suspect a swap where the numbers make sense as they are", () => {
    expect(codes({ heartRate: 97, spo2: 90 })).toEqual([]);
    expect(codes({ heartRate: 101, spo2: 78 })).toEqual([]);
    expect(codes({ heartRate: 91, spo2: 78 })).toEqual([]);
    // 45 would be a critical pulse, so a swap explains nothing: the plain question remains.
    expect(codes({ heartRate: 97, spo2: 45 })).toEqual(["below-usual"]);
    expect(checkReading({ heartRate: 97, spo2: 78 }, { ageMonths: 1 }).issues).toEqual([]);
  });

  it("[VS6] a flow without oxygen contradicts itself", () => {
    expect(codes({ onOxygen: false, oxygenLMinx10: 20 })).toEqual(["oxygen-flow-without-oxygen"]);
    expect(codes({ onOxygen: false, oxygenLMinx10: 0 })).toEqual([]);
    expect(codes({ oxygenLMinx10: 20 })).toEqual([]);
  });

  it("[VS6] refusals come first and decide the verdict", () => {
    const { verdict, issues } = checkReading({ heartRate: 240, tempCx10: 986, respiratoryRate: 130 }, adult);
    expect(verdict).toBe("refuse");
    expect(issues.map(({ code }) => code)).toEqual([
      "looks-like-fahrenheit",
      "above-hard-limit",
      "above-usual",
    ]);
  });

  it("[VS6] leaves fields it does not know alone", () => {
    const later = { heartRate: 80, capillaryRefillMs: 99_999 };
    expect(checkReading(later, adult)).toEqual({ verdict: "ok", issues: [] });
  });
});
