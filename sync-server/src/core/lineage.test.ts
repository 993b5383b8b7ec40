import fc from "fast-check";
import { expect, test } from "vitest";
import { allBefore, holdsNo, isAllBefore, type Lineage, MAX_RANGES, uniteLineages } from "./lineage.ts";

const numbers = (lineage: Lineage): number[] => {
  const out: number[] = [];
  for (let i = 0; i < lineage.length; i += 2)
    for (let no = lineage[i] ?? 0; no <= (lineage[i + 1] ?? -1); no++) out.push(no);
  return out;
};
const set = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 40 });
const lineageOf = (nos: readonly number[]): Lineage => uniteLineages(nos.map((no) => [no, no]));

test("[PR17] a union holds exactly the numbers of its parts, as ascending ranges that do not touch", () => {
  fc.assert(
    fc.property(fc.array(set, { maxLength: 5 }), (sets) => {
      const all = [...new Set(sets.flat())].sort((a, b) => a - b);
      const united = uniteLineages(sets.map(lineageOf));
      expect(numbers(united)).toEqual(all);
      for (let no = 0; no <= 61; no++) expect(holdsNo(united, no)).toBe(all.includes(no));
      for (let i = 2; i < united.length; i += 2) expect(united[i]).toBeGreaterThan((united[i - 1] ?? 0) + 1);
    }),
  );
});

test("everything before a change is recognised as such", () => {
  expect(isAllBefore(allBefore(1), 1)).toBe(true);
  expect(isAllBefore(allBefore(9), 9)).toBe(true);
  expect(isAllBefore(lineageOf([1, 2, 4]), 5)).toBe(false);
  expect(isAllBefore(lineageOf([2, 3, 4]), 5)).toBe(false);
});

test("a history with more ranges than are kept forgets ancestors and never invents one", () => {
  const odd = Array.from({ length: 3 * MAX_RANGES }, (_, i) => 2 * i + 1);
  const kept = lineageOf(odd);
  expect(kept.length).toBe(2 * MAX_RANGES);
  expect(numbers(kept).every((no) => no % 2 === 1)).toBe(true);
  expect([holdsNo(kept, 1), holdsNo(kept, odd.at(-1) ?? 0), holdsNo(kept, 3)]).toEqual([true, true, false]);
});
