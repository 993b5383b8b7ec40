import { describe, expect, it } from "vitest";
import { vitalDefinitions } from "./codes.ts";
import {
  consciousnessCodes,
  integerVitalFields,
  isConsciousness,
  isVitalField,
  vitalFields,
} from "./fields.ts";

describe("catalogue", () => {
  it("[VS1] has one definition for every field, under its own name", () => {
    expect(Object.keys(vitalDefinitions).toSorted()).toEqual([...vitalFields].toSorted());
    for (const field of vitalFields) {
      expect(vitalDefinitions[field].field).toBe(field);
      expect(vitalDefinitions[field].labelKey).toBe(`vitals.field.${field}`);
    }
  });

  it("[VS1] gives each measurement its LOINC codes, scale and UCUM unit", () => {
    const summary = vitalFields.map((field) => {
      const { codings, scale, ucum } = vitalDefinitions[field];
      return [field, codings.map(({ code }) => code).join("+"), scale, ucum].join(" ").trim();
    });
    expect(summary).toEqual([
      "heartRate 8867-4 1 /min",
      "spo2 2708-6+59408-5 1 %",
      "tempCx10 8310-5 10 Cel",
      "systolic 8480-6 1 mm[Hg]",
      "diastolic 8462-4 1 mm[Hg]",
      "meanArterial 8478-0 1 mm[Hg]",
      "respiratoryRate 9279-1 1 /min",
      "weightG 29463-7 1000 kg",
      "heightMm 8302-2 10 cm",
      "glucoseMgDl 2339-0 1 mg/dL",
      "oxygenLMinx10 3151-8 10 L/min",
      "consciousness 67775-7 1",
      "onOxygen  1",
    ]);
    expect(vitalDefinitions.glucoseMgDl.alternativeCodings[0]?.code).toBe("41653-7");
  });

  it("[VS1] files glucose alone under laboratory", () => {
    const laboratory = vitalFields.filter((field) => vitalDefinitions[field].category === "laboratory");
    expect(laboratory).toEqual(["glucoseMgDl"]);
  });

  it("[VS1] LOINC check digits are right", () => {
    const all = vitalFields.flatMap((field) => {
      const { codings, alternativeCodings } = vitalDefinitions[field];
      return [...codings, ...alternativeCodings];
    });
    for (const { code } of all) {
      const [digits = "", check = ""] = code.split("-");
      expect(luhnDigit(digits), code).toBe(Number(check));
    }
  });

  it("[VS1] marks as integers exactly the integer fields, and knows its own names", () => {
    const integers = vitalFields.filter((field) => vitalDefinitions[field].kind === "integer");
    expect(integers).toEqual([...integerVitalFields]);
    expect(isVitalField("heartRate")).toBe(true);
    expect(isVitalField("toString")).toBe(false);
    expect(consciousnessCodes.every(isConsciousness)).toBe(true);
    expect(isConsciousness("a")).toBe(false);
  });
});

/** LOINC's check digit is mod 10 (Luhn), doubling from the rightmost digit. */
function luhnDigit(digits: string): number {
  const sum = digits
    .split("")
    .toReversed()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return (10 - (sum % 10)) % 10;
}
