/**
 * Optimal string alignment distance (insert, delete, replace, swap of neighbours) up to `limit`; `limit + 1` when it is
 * more. Gives up as soon as a whole row is over the limit: a search compares one typed word with thousands of tokens.
 */
export const boundedEditDistance = (a: string, b: string, limit: number): number => {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  if (a === b) return 0;
  if (limit <= 0) return limit + 1;
  let twoBack = Array.from({ length: b.length + 1 }, () => 0);
  let oneBack = Array.from({ length: b.length + 1 }, (_, j) => j);
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (let i = 1; i <= a.length; i++) {
    row[0] = i;
    let best = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = costAt(a, b, i, j, row, oneBack, twoBack);
      row[j] = cost;
      if (cost < best) best = cost;
    }
    if (best > limit) return limit + 1;
    [twoBack, oneBack, row] = [oneBack, row, twoBack];
  }
  return Math.min(oneBack[b.length] ?? limit + 1, limit + 1);
};

const costAt = (
  a: string,
  b: string,
  i: number,
  j: number,
  row: readonly number[],
  oneBack: readonly number[],
  twoBack: readonly number[],
): number => {
  const x = a.charCodeAt(i - 1);
  const y = b.charCodeAt(j - 1);
  let cost = Math.min(
    (oneBack[j] ?? 0) + 1,
    (row[j - 1] ?? 0) + 1,
    (oneBack[j - 1] ?? 0) + (x === y ? 0 : 1),
  );
  const swapped = i > 1 && j > 1 && x === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === y;
  if (swapped) cost = Math.min(cost, (twoBack[j - 2] ?? 0) + 1);
  return cost;
};

/** A bit per letter a–z. One edit changes at most two bits, so two masks that differ in more need no comparing. */
export const letterMask = (word: string): number => {
  let mask = 0;
  for (let i = 0; i < word.length; i++) mask |= 1 << (word.charCodeAt(i) & 31);
  return mask;
};

/** How many letters are in one mask and not in the other. */
export const maskDifference = (a: number, b: number): number => {
  let bits = a ^ b;
  let count = 0;
  while (bits !== 0) {
    bits &= bits - 1;
    count++;
  }
  return count;
};
