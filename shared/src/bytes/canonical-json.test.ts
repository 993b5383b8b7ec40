import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, isCanonicalJson } from "./canonical-json.ts";

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: "binary" }),
    fc.maxSafeInteger().map((n) => (n === 0 ? 0 : n)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("any"), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: "binary" }), tie("any"), { maxKeys: 4 }),
  ),
})).any;

const shuffled = (input: unknown, random: () => number): unknown => {
  if (Array.isArray(input)) return input.map((v) => shuffled(v, random));
  if (input === null || typeof input !== "object") return input;
  const entries = Object.entries(input).sort(() => random() - 0.5);
  return Object.fromEntries(entries.map(([k, v]) => [k, shuffled(v, random)]));
};

describe("canonical JSON", () => {
  it("[RC4] sorts keys as the example of RFC 8785 §3.2.3", () => {
    const sorted = canonicalJson({
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    });
    const names = [...sorted.matchAll(/:"([^"]+)"/g)].map((m) => m[1]);
    expect(names).toEqual([
      "Carriage Return",
      "One",
      "Control",
      "Latin Small Letter O With Diaeresis",
      "Euro Sign",
      "Emoji: Grinning Face",
      "Hebrew Letter Dalet With Dagesh",
    ]);
  });

  it("[RC4] writes strings and literals as the example of RFC 8785 §3.2.2", () => {
    const input = {
      string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\u002f",
      literals: [null, true, false],
    };
    expect(canonicalJson(input)).toBe(
      '{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it("[RC4] is a fixed point of parsing, and does not depend on the order of keys", () => {
    fc.assert(
      fc.property(value, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (input, stream) => {
        const text = canonicalJson(input);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(shuffled(input, () => stream.next().value as number))).toBe(text);
      }),
    );
  });

  it.each([
    ["a float", 36.8],
    ["minus zero", -0],
    ["an unsafe integer", 2 ** 53],
    ["infinity", Number.POSITIVE_INFINITY],
    ["NaN", Number.NaN],
    ["undefined", undefined],
    ["undefined inside", { a: undefined }],
    ["a hole", Array(2)],
    ["a date", new Date(0)],
    ["bytes", new Uint8Array(2)],
    ["a map", new Map()],
    ["a bigint", 1n],
    ["a high surrogate alone", "a\ud800"],
    ["a low surrogate alone", "\udc00a"],
    ["surrogates the wrong way round", "\udc00\ud800"],
    ["a lone surrogate in a key", { "\ud800": 1 }],
  ])("[RC4] refuses %s: what cannot be reproduced elsewhere is not hashed", (_name, input) => {
    expect(() => canonicalJson(input)).toThrow(TypeError);
  });

  it("[RC4] keeps a key named __proto__ like any other", () => {
    const text = '{"__proto__":{"a":1},"b":2}';
    expect(canonicalJson(JSON.parse(text))).toBe(text);
  });

  it("[RC4] the quick look at parsed text agrees with writing it anew", () => {
    const slow = (text: string) => {
      try {
        return canonicalJson(JSON.parse(text)) === text;
      } catch {
        return false;
      }
    };
    const check = (text: string) => expect(isCanonicalJson(text, JSON.parse(text))).toBe(slow(text));
    fc.assert(
      fc.property(fc.json(), value, (loose, strict) => {
        check(loose);
        check(canonicalJson(strict));
        check(JSON.stringify(strict));
      }),
    );
    for (const text of [
      '{"10":1,"9":2}',
      '{"9":2,"10":1}',
      '{"a":-0}',
      '{"a":"\\ud800"}',
      '{"b":1,"a":1}',
      "[1.0]",
    ])
      check(text);
  });
});
