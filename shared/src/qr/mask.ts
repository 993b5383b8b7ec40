import type { Grid } from "./grid.ts";

/** Which modules each of the eight masks turns over (table 10). */
export const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

const N1 = 3;
const N2 = 3;
const N3 = 40;
const N4 = 10;
/** Looks like a finder pattern to a reader: 1:1:3:1:1 with four light modules on one side. */
const FINDER_LIKE = /(?=0000(1011101)|(1011101)0000)/g;

const linePenalty = (line: string): number => {
  let penalty = 0;
  for (const { length } of line.match(/0+|1+/g) ?? []) if (length >= 5) penalty += N1 + length - 5;
  // The quiet zone around the symbol is light as well.
  for (const match of `0000${line}0000`.matchAll(FINDER_LIKE)) {
    if (match[1] !== undefined) penalty += N3;
    if (match[2] !== undefined) penalty += N3;
  }
  return penalty;
};

/** How hard the symbol is to read (7.8.3): the mask with the least is taken. */
export const penaltyOf = (grid: Grid): number => {
  const { size } = grid;
  const numbers = Array.from({ length: size }, (_, i) => i);
  const text = (isDark: (i: number) => boolean): string =>
    numbers.map((i) => (isDark(i) ? "1" : "0")).join("");
  let penalty = 0;
  let dark = 0;
  for (const a of numbers) {
    penalty += linePenalty(text((i) => grid.isDark(i, a))) + linePenalty(text((i) => grid.isDark(a, i)));
    for (const b of numbers) {
      const here = grid.isDark(b, a);
      if (here) dark++;
      const isBlock =
        a < size - 1 &&
        b < size - 1 &&
        here === grid.isDark(b + 1, a) &&
        here === grid.isDark(b, a + 1) &&
        here === grid.isDark(b + 1, a + 1);
      if (isBlock) penalty += N2;
    }
  }
  const offHalf = Math.abs((dark * 100) / (size * size) - 50);
  return penalty + N4 * Math.floor(offHalf / 5);
};
