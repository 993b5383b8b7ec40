/** Winkler's prefix weight and longest counted prefix (W. E. Winkler 1990, "String Comparator Metrics", p = 0.1, 4). */
const PREFIX_WEIGHT = 0.1;
const LONGEST_PREFIX = 4;

/** Two name tokens at or above this are one name misspelled (matching tiers, T1: JW ≥ 0.92 after normalisation). */
export const CLOSE_JARO_WINKLER = 0.92;

/** Jaro similarity, 0–1: shared letters within half the longer length, less half the transpositions (Jaro 1989). */
export const jaro = (a: string, b: string): number => {
  if (a === b) return 1;
  if (a.length === 0 || b.length === 0) return 0;
  const window = Math.max(0, (Math.max(a.length, b.length) >> 1) - 1);
  const taken = new Uint8Array(b.length);
  const matched: number[] = [];
  for (let i = 0; i < a.length; i++) {
    const from = Math.max(0, i - window);
    const to = Math.min(b.length - 1, i + window);
    for (let j = from; j <= to; j++) {
      if (taken[j] === 0 && a.charCodeAt(i) === b.charCodeAt(j)) {
        taken[j] = 1;
        matched.push(a.charCodeAt(i));
        break;
      }
    }
  }
  if (matched.length === 0) return 0;
  let outOfOrder = 0;
  for (let j = 0, k = 0; j < b.length; j++) {
    if (taken[j] === 1 && b.charCodeAt(j) !== matched[k++]) outOfOrder++;
  }
  const m = matched.length;
  return (m / a.length + m / b.length + (m - outOfOrder / 2) / m) / 3;
};

/** Jaro–Winkler similarity, 0–1: Jaro raised for a common beginning, where people seldom misspell. */
export const jaroWinkler = (a: string, b: string): number => {
  const base = jaro(a, b);
  let prefix = 0;
  while (prefix < LONGEST_PREFIX && prefix < a.length && a.charCodeAt(prefix) === b.charCodeAt(prefix))
    prefix++;
  return base + prefix * PREFIX_WEIGHT * (1 - base);
};
