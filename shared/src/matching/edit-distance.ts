/** Rows are reused between calls, which cannot overlap; words longer than this are compared by their beginning. */
const LONGEST = 64;
let twoBack = new Uint8Array(LONGEST + 1);
let oneBack = new Uint8Array(LONGEST + 1);
let row = new Uint8Array(LONGEST + 1);

/**
 * Optimal string alignment distance (insert, delete, replace, swap of neighbours) up to `limit`; `limit + 1` when it is
 * more. Gives up as soon as a whole row is over the limit: a search compares one typed word with thousands of words.
 */
export const boundedEditDistance = (one: string, other: string, limit: number): number => {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  if (one === other) return 0;
  if (limit <= 0) return limit + 1;
  const a = one.slice(0, LONGEST);
  const b = other.slice(0, LONGEST);
  for (let j = 0; j <= b.length; j++) oneBack[j] = j;
  for (let i = 1; i <= a.length; i++) {
    if (fillRow(a, b, i) > limit) return limit + 1;
    [twoBack, oneBack, row] = [oneBack, row, twoBack];
  }
  return Math.min(oneBack[b.length] ?? limit + 1, limit + 1);
};

/** Distances of the first i letters of a to every beginning of b; gives back the least of them. */
const fillRow = (a: string, b: string, i: number): number => {
  const letter = a.charCodeAt(i - 1);
  const before = i > 1 ? a.charCodeAt(i - 2) : -1;
  let best = i;
  let left = i;
  row[0] = i;
  for (let j = 1; j <= b.length; j++) {
    const other = b.charCodeAt(j - 1);
    let cost = (oneBack[j - 1] ?? 0) + (letter === other ? 0 : 1);
    cost = Math.min(cost, (oneBack[j] ?? 0) + 1, left + 1);
    if (j > 1 && before === other && letter === b.charCodeAt(j - 2)) {
      cost = Math.min(cost, (twoBack[j - 2] ?? 0) + 1);
    }
    row[j] = cost;
    left = cost;
    if (cost < best) best = cost;
  }
  return best;
};

/** A bit per letter a–z. One edit changes at most two bits, so two masks that differ in more need no comparing. */
export const letterMask = (word: string): number => {
  let mask = 0;
  for (let i = 0; i < word.length; i++) mask |= 1 << (word.charCodeAt(i) & 31);
  return mask;
};

/** How many letters are in one mask and not in the other (a 32-bit population count). */
export const maskDifference = (a: number, b: number): number => {
  let bits = a ^ b;
  bits -= (bits >>> 1) & 0x55555555;
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
};
