import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256, utf8ToBytes } from "../bytes/index.ts";
import {
  type DocAddress,
  deriveDocId,
  docIdFromBytes,
  docIdToBytes,
  isValidAddress,
  parseDocId,
  utcDay,
  utcYear,
  vitalsDocId,
} from "./doc-id.ts";
import { docKinds } from "./doc-kind.ts";

const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe("document ids", () => {
  it("[RC1] an id and its 16 bytes are one to one", () => {
    fc.assert(
      fc.property(bytes16, (b) => {
        const id = docIdFromBytes(b);
        expect(docIdToBytes(id)).toEqual(b);
        expect(parseDocId(id)).toEqual({ ok: true, value: id });
      }),
    );
  });

  it("[RC1] one wrong letter is noticed", () => {
    fc.assert(
      fc.property(
        bytes16,
        fc.nat(),
        fc.constantFrom("1", "2", "a", "Z", "0", "O", "l", " "),
        (b, at, letter) => {
          const id = docIdFromBytes(b);
          const i = at % id.length;
          const wrong = id.slice(0, i) + letter + id.slice(i + 1);
          if (wrong !== id) expect(parseDocId(wrong).ok).toBe(false);
        },
      ),
    );
  });

  it.each(["", "abc", "automerge:abc", "1".repeat(400)])("[RC1] %j is no id", (text) => {
    expect(parseDocId(text)).toEqual({ ok: false, error: "bad-doc-id" });
  });

  it("[RC1] a derived id is base58check(SHA-256(path)[0..16])", () => {
    const owner = docIdFromBytes(new Uint8Array(16).fill(7));
    const path = utf8ToBytes(`arogya/1/vitals/${owner}/2026`);
    expect(vitalsDocId(owner, "2026")).toBe(docIdFromBytes(sha256(path).slice(0, 16)));
    expect(deriveDocId({ kind: "coverage", owner, period: "" })).toBe(
      docIdFromBytes(sha256(utf8ToBytes(`arogya/1/coverage/${owner}`)).slice(0, 16)),
    );
  });

  it("[RC1] addresses that differ never share an id (no ambiguity of separators)", () => {
    const owner = docIdFromBytes(new Uint8Array(16).fill(7));
    const other = docIdFromBytes(new Uint8Array(16).fill(8));
    const addresses: DocAddress[] = [owner, other].flatMap((o) => [
      { kind: "vitals", owner: o, period: "2026" },
      { kind: "vitals", owner: o, period: "2027" },
      { kind: "monitor", owner: o, period: "2026-01-01" },
      { kind: "coverage", owner: o, period: "" },
      { kind: "clinic", owner: "phc-1", period: "" },
      { kind: "ward", owner: "phc-1", period: "a" },
      { kind: "ward", owner: "phc", period: "1-a" },
    ]);
    const unique = new Set(addresses.map((a) => JSON.stringify(a)));
    expect(new Set(addresses.map(deriveDocId)).size).toBe(unique.size);
  });

  it.each<[string, DocAddress, boolean]>([
    ["a year", { kind: "vitals", owner: "2j9knpCseyhnK8izDmLpGP5WMdZQ", period: "2026" }, true],
    ["no year", { kind: "vitals", owner: "2j9knpCseyhnK8izDmLpGP5WMdZQ", period: "" }, false],
    ["a far year", { kind: "vitals", owner: "2j9knpCseyhnK8izDmLpGP5WMdZQ", period: "2226" }, false],
    ["a path in the owner", { kind: "vitals", owner: "a/b/cccccccccccccccccccccc", period: "2026" }, false],
    ["a day", { kind: "monitor", owner: "2j9knpCseyhnK8izDmLpGP5WMdZQ", period: "2026-12-31" }, true],
    ["a 13th month", { kind: "monitor", owner: "2j9knpCseyhnK8izDmLpGP5WMdZQ", period: "2026-13-01" }, false],
    ["a clinic", { kind: "clinic", owner: "phc-rampur", period: "" }, true],
    ["a clinic in capitals", { kind: "clinic", owner: "PHC", period: "" }, false],
    ["a ward without a name", { kind: "ward", owner: "phc-rampur", period: "" }, false],
    ["a patient with an owner", { kind: "patient", owner: "x", period: "" }, false],
    ["an unknown kind", { kind: "notes" as "vitals", owner: "x", period: "" }, false],
  ])("[RC2] %s", (_name, address, valid) => {
    expect(isValidAddress(address)).toBe(valid);
  });

  it("[RC1] patients are not derived, and periods are UTC", () => {
    expect(() => deriveDocId({ kind: "patient", owner: "", period: "" })).toThrow("not derived");
    expect(docKinds).toHaveLength(6);
    const newYearInIndia = Date.UTC(2026, 11, 31, 19, 30);
    expect(utcYear(newYearInIndia)).toBe("2026");
    expect(utcDay(newYearInIndia)).toBe("2026-12-31");
  });
});
