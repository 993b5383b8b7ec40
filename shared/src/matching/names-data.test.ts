import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { compareNames } from "./compare-names.ts";
import { CLOSE_JARO_WINKLER, jaroWinkler } from "./jaro-winkler.ts";
import { type ParsedName, nameKey, parseName } from "./name-key.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const file = path.resolve(root, "../shared/data/names/indian-names.tsv");
const missing = !existsSync(file);

/** A small seeded generator, so that the random pairs are the same every time. */
const mulberry32 = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const readNames = (): { roman: string; devanagari: string }[] =>
  readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => {
      const [roman = "", devanagari = ""] = line.trim().split("\t");
      return { roman, devanagari };
    });

const plain = (name: ParsedName): string => name.tokens.map((token) => token.plain).join(" ");
const key = (name: ParsedName): string =>
  name.tokens
    .map((token) => token.key)
    .sort()
    .join(" ");
const isNear = (a: ParsedName, b: ParsedName): boolean =>
  key(a) === key(b) || jaroWinkler(plain(a), plain(b)) >= CLOSE_JARO_WINKLER;

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(2)} %`;

describe.skipIf(missing)(
  "the CMU Indian names list (shared data; skipped where ../shared/data is not beside the repository)",
  () => {
    const names = missing ? [] : readNames();

    it("[MT2] [MT3] spelling variants of one Devanagari name: at least 0.9 share a key or are close", () => {
      const byDevanagari = new Map<string, Set<string>>();
      for (const { roman, devanagari } of names) {
        byDevanagari.set(devanagari, (byDevanagari.get(devanagari) ?? new Set()).add(roman));
      }
      let [pairs, sameKey, near] = [0, 0, 0];
      for (const spellings of byDevanagari.values()) {
        const parsed = [...spellings].map(parseName);
        for (const [i, a] of parsed.entries()) {
          for (const b of parsed.slice(i + 1)) {
            pairs++;
            if (key(a) === key(b)) sameKey++;
            if (isNear(a, b)) near++;
          }
        }
      }
      console.info(
        `variants: ${pairs} pairs, same key ${percent(sameKey, pairs)}, same key or close ${percent(near, pairs)}`,
      );
      expect(near / pairs).toBeGreaterThanOrEqual(0.9);
      expect(sameKey / pairs).toBeGreaterThanOrEqual(0.9);
    });

    it("[MT1] [MT2] a name in Devanagari and in Roman letters: at least 0.95 share a key", () => {
      let [sameKey, close] = [0, 0];
      for (const { roman, devanagari } of names) {
        if (nameKey(roman) === nameKey(devanagari)) sameKey++;
        if (["same", "close"].includes(compareNames(roman, devanagari))) close++;
      }
      console.info(
        `scripts: ${names.length} pairs, same key ${percent(sameKey, names.length)}, close ${percent(close, names.length)}`,
      );
      expect(sameKey / names.length).toBeGreaterThanOrEqual(0.95);
    });

    it("[MT2] [MT3] 100,000 random pairs of different Devanagari names: fewer than 1 in 500 are taken for one", () => {
      const random = mulberry32(20_250_101);
      const parsed = names.map(({ roman, devanagari }) => ({ name: parseName(roman), devanagari }));
      const pick = (): (typeof parsed)[number] | undefined => parsed[Math.floor(random() * parsed.length)];
      let [pairs, sameKey, near] = [0, 0, 0];
      while (pairs < 100_000) {
        const [a, b] = [pick(), pick()];
        if (a === undefined || b === undefined || a.devanagari === b.devanagari) continue;
        pairs++;
        if (key(a.name) === key(b.name)) sameKey++;
        if (isNear(a.name, b.name)) near++;
      }
      console.info(
        `random: ${pairs} pairs, same key ${percent(sameKey, pairs)}, same key or close ${percent(near, pairs)}`,
      );
      expect(near / pairs).toBeLessThan(1 / 500);
    });
  },
);
