import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../bytes/index.ts";
import {
  isEverydayReading,
  parseReading,
  READING_MAX_BYTES,
  type Reading,
  readingIdOf,
  readingSchema,
  sealReading,
} from "./reading.ts";

const base: Reading = {
  v: 1,
  nonce: "AAAAAAAAAAAAAAAAAAAAAA",
  measuredAt: 1_764_000_000_000,
  author: "asha-1",
  source: "keypad",
};
const id26 = "a".repeat(26);
const text = (fields: object) => canonicalJson({ ...base, ...fields });

describe("readings", () => {
  it("[RC4] the id is a pure function of the content", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.string({ maxLength: 40 }), (heartRate, spo2, note) => {
        const reading = { ...base, heartRate, spo2, note: note.toWellFormed() };
        const reordered = Object.fromEntries(Object.entries(reading).reverse()) as Reading;
        const [a, b] = [sealReading(reading), sealReading(reordered)];
        expect(a).toEqual(b);
        const other = sealReading({ ...reading, heartRate: heartRate ^ 1 });
        if (a.ok && other.ok) expect(a.value.id).not.toBe(other.value.id);
      }),
    );
  });

  it("[RC5] what is told quickly to be a reading is one to the schema too", () => {
    const fields = [...Object.keys(readingSchema.shape), "lactateX10", "__proto__"];
    const odd = fc.oneof(
      fc.integer(),
      fc.double(),
      fc.string({ maxLength: 70 }),
      fc.boolean(),
      fc.constantFrom(
        null,
        undefined,
        [],
        {},
        2 ** 60,
        -1,
        0,
        "",
        "AAAAAAAAAAAAAAAAAAAAAA",
        4_102_444_800_001,
      ),
    );
    let quick = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...fields), odd), { maxLength: 4 }), (changes) => {
        const value = { ...base, ...Object.fromEntries(changes) };
        if (!isEverydayReading(value)) return;
        quick++;
        expect(readingSchema.safeParse(value)).toEqual({ success: true, data: value });
      }),
      { numRuns: 5_000 },
    );
    expect(quick).toBeGreaterThan(500);
    expect(isEverydayReading({ ...base, heartRate: 72, spo2: 97, onOxygen: true })).toBe(true);
    for (const field of ["v", "nonce", "measuredAt", "author", "source"])
      expect(isEverydayReading({ ...base, [field]: undefined })).toBe(false);
  });

  it("[RC4] golden: one text, one id", () => {
    const stored =
      '{"author":"asha-1","heartRate":72,"measuredAt":1764000000000,"nonce":"AAAAAAAAAAAAAAAAAAAAAA","source":"keypad","v":1}';
    expect(text({ heartRate: 72 })).toBe(stored);
    expect(readingIdOf(stored)).toMatch(/^[a-z2-7]{26}$/);
    expect(parseReading(stored)).toMatchObject({ ok: true });
  });

  it("[RC5] fields and codes of a newer version survive untouched", () => {
    const newer = text({
      v: 7,
      consciousness: "X9",
      source: "holo-cuff",
      lactateX10: 21,
      nested: { unknown: [1, null, "ü"], deep: { a: true } },
    });
    const parsed = parseReading(newer);
    expect(parsed.ok && canonicalJson(parsed.value)).toBe(newer);
  });

  it("[RC5] a field named __proto__ is not obeyed", () => {
    const parsed = parseReading(`{"__proto__":{"heartRate":1},${text({}).slice(1)}`);
    expect(parsed.ok && parsed.value.heartRate).toBeUndefined();
    expect(({} as { heartRate?: unknown }).heartRate).toBeUndefined();
  });

  it.each([
    ["spaces", text({}).replace(":", ": ")],
    ["another order", '{"v":1,"author":"asha-1"}'],
    ["a repeated key", text({}).replace('"v":1', '"v":1,"v":1')],
    ["an escape that need not be", text({}).replace("asha-1", "\\u0061sha-1")],
    ["a float", text({}).replace('"v":1', '"v":1.0')],
    ["an exponent", text({}).replace('"v":1', '"v":1e0')],
    ["minus zero", text({}).replace('"v":1', '"tempCx10":-0,"v":1')],
    ["a trailing newline", `${text({})}\n`],
    ["a byte order mark", `\ufeff${text({})}`],
    ["a lone surrogate", text({}).replace("asha-1", "\\ud800")],
    ["no JSON at all", "heartRate=72"],
    ["nothing", ""],
  ])("[RC4] %s is not canonical", (_name, stored) => {
    expect(parseReading(stored)).toEqual({ ok: false, error: "reading-not-canonical" });
  });

  it.each([
    ["an array", "[]"],
    ["a number", "1"],
    ["an empty object", "{}"],
  ])("[RC4] %s has no reading's shape", (_name, stored) => {
    expect(parseReading(stored)).toEqual({ ok: false, error: "reading-shape" });
  });

  it.each<[string, object]>([
    ["a short nonce", { nonce: "AAAA" }],
    ["no author", { author: "" }],
    ["a text as a pulse", { heartRate: "72" }],
    ["a bool as a pulse", { heartRate: true }],
    ["version 0", { v: 0 }],
    ["the year 2200", { measuredAt: 7_258_118_400_000 }],
    ["the year 1800", { measuredAt: -5_364_662_400_000 }],
    ["a target that is no id", { supersedes: "xyz", reason: "typing slip" }],
    ["a note of 501 letters", { note: "a".repeat(501) }],
    ["an unknown yes-or-no", { onOxygen: "yes" }],
  ])("[RC4] %s is refused", (_name, fields) => {
    expect(parseReading(text(fields))).toEqual({ ok: false, error: "reading-shape" });
  });

  it("[RC6] a correction or a retraction gives its reason", () => {
    for (const field of ["supersedes", "retracts"]) {
      expect(parseReading(text({ [field]: id26 }))).toEqual({ ok: false, error: "reading-without-reason" });
      expect(parseReading(text({ [field]: id26, reason: "typing slip" })).ok).toBe(true);
    }
  });

  it("[RC4] the length limit counts bytes, not letters", () => {
    const fill = (letter: string, count: number) => text({ extra: letter.repeat(count) });
    const room = READING_MAX_BYTES - text({ extra: "" }).length;
    expect(parseReading(fill("a", room)).ok).toBe(true);
    expect(parseReading(fill("a", room + 1))).toEqual({ ok: false, error: "reading-too-long" });
    expect(parseReading(fill("अ", Math.ceil(room / 3) + 1))).toEqual({
      ok: false,
      error: "reading-too-long",
    });
  });

  it("[RC4] what cannot be written canonically throws before anything is stored", () => {
    expect(() => sealReading({ ...base, tempC: 36.8 } as Reading)).toThrow(TypeError);
    expect(() => sealReading({ ...base, note: "\ud800" })).toThrow(TypeError);
  });
});
