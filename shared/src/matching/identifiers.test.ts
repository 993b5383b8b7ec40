import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  abhaWarning,
  formatAbha,
  isMobilePhone,
  normaliseAbha,
  normaliseCard,
  normalisePhone,
  passesLuhn,
} from "./identifiers.ts";

describe("normalisePhone", () => {
  it.each([
    "9876543210",
    "+91 98765 43210",
    "+91-98765-43210",
    "09876543210",
    "0091 9876543210",
    "919876543210",
    "+91 (0) 98765 43210",
    "९८७६५४३२१०",
    "൯൮൭൬൫൪൩൨൧൦",
    " 98765\u00a043210 ",
  ])("[MT4] reads %s as ten digits", (raw) => {
    expect(normalisePhone(raw)).toBe("9876543210");
  });

  it.each([
    "",
    "98765",
    "98765432101",
    "0000000000",
    "9999999999",
    "9.87E+09",
    "abc9876543210",
    "+1 9876543210",
  ])("[MT4] refuses %s", (raw) => {
    expect(normalisePhone(raw)).toBeUndefined();
  });

  it("[MT4] keeps a number that begins with the country code's digits", () => {
    expect(normalisePhone("9123456789")).toBe("9123456789");
    expect(normalisePhone("+91 9123456789")).toBe("9123456789");
    expect(isMobilePhone("9123456789")).toBe(true);
    expect(isMobilePhone("2226543210")).toBe(false);
  });

  it("[MT4] changes nothing the second time, for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (raw) => {
        const once = normalisePhone(raw);
        if (once !== undefined) expect(normalisePhone(once)).toBe(once);
      }),
    );
  });
});

describe("ABHA", () => {
  it("[MT4] takes fourteen digits however they are grouped, and prints 2-4-4-4", () => {
    expect(normaliseAbha("91-1234 5678.9012")).toBe("91123456789012");
    expect(formatAbha("९११२३४५६७८९०१२")).toBe("91-1234-5678-9012");
    expect(normaliseAbha("9112345678901")).toBeUndefined();
  });

  it("[MT4] warns about a wrong check digit and still accepts the number", () => {
    const body = "9112345678901";
    const valid = Array.from("0123456789", (digit) => body + digit).filter(passesLuhn);
    expect(valid).toHaveLength(1);
    expect(abhaWarning(valid[0] ?? "")).toBeUndefined();
    const wrong = body + ((Number(valid[0]?.at(-1)) + 1) % 10);
    expect(abhaWarning(wrong)).toBe("check-digit");
    expect(normaliseAbha(wrong)).toBe(wrong);
    expect(abhaWarning("123")).toBe("not-14-digits");
  });

  it("[MT4] agrees with the published Luhn example", () => {
    expect(passesLuhn("79927398713")).toBe(true);
    expect(passesLuhn("79927398710")).toBe(false);
  });
});

describe("normaliseCard", () => {
  it("[MT4] keeps letters, digits and leading zeros only", () => {
    expect(normaliseCard(" mh-00 12/ab ")).toBe("MH0012AB");
    expect(normaliseCard('="00123"')).toBe("00123");
    expect(normaliseCard("१२३४")).toBe("1234");
    expect(normaliseCard(" - ")).toBeUndefined();
  });

  it("[MT4] refuses a number a spreadsheet has destroyed", () => {
    expect(normaliseCard("9.17E+13")).toBeUndefined();
    expect(normaliseCard("12E+456X")).toBe("12E456X");
  });
});
