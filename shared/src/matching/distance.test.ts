import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundedEditDistance, letterMask, maskDifference } from "./edit-distance.ts";
import { jaro, jaroWinkler } from "./jaro-winkler.ts";

/** The textbook table, with nothing reused and nothing given up. */
const fullDistance = (a: string, b: string): number => {
  const d = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number): number => d[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(
        at(i - 1, j) + 1,
        at(i, j - 1) + 1,
        at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, at(i - 2, j - 2) + 1);
      const row = d[i];
      if (row !== undefined) row[j] = cost;
    }
  }
  return at(a.length, b.length);
};

const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "d", "h"), maxLength: 9 });

describe("boundedEditDistance", () => {
  it("[MT3] is the optimal string alignment distance up to the limit, for any words", () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 4 }), (a, b, limit) => {
        expect(boundedEditDistance(a, b, limit)).toBe(Math.min(fullDistance(a, b), limit + 1));
      }),
      { numRuns: 2000 },
    );
  });

  it("[MT3] counts swapped neighbours once", () => {
    expect(boundedEditDistance("ramesh", "raemsh", 2)).toBe(1);
    expect(boundedEditDistance("ramesh", "mahesh", 2)).toBe(2);
  });

  it("[MT3] never has its letter masks rule out words within the limit", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(maskDifference(letterMask(a), letterMask(b))).toBeLessThanOrEqual(2 * fullDistance(a, b));
      }),
    );
  });
});

describe("jaroWinkler", () => {
  it.each([
    // The pairs of Winkler's papers, to three places.
    ["martha", "marhta", 0.944, 0.961],
    ["dwayne", "duane", 0.822, 0.84],
    ["dixon", "dicksonx", 0.767, 0.813],
  ])("[MT3] %s and %s", (a, b, j, jw) => {
    expect(jaro(a, b)).toBeCloseTo(j, 3);
    expect(jaroWinkler(a, b)).toBeCloseTo(jw, 3);
  });

  it("[MT3] is symmetric, 1 only for equal words and within 0–1, for any words", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const likeness = jaroWinkler(a, b);
        expect(jaroWinkler(b, a)).toBeCloseTo(likeness, 12);
        expect(likeness).toBeGreaterThanOrEqual(0);
        expect(likeness).toBeLessThanOrEqual(1);
        expect(likeness === 1).toBe(a === b);
      }),
    );
  });
});
