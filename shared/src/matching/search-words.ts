/** Marks words from Tamil script, in the word list and in front of their (loose) key. */
export const TAMIL_MARK = "~";

/** A posting is a patient's slot and whether the word is one of the names (0) or only a place or relation (1). */
export const posting = (slot: number, isContext: boolean): number => slot * 2 + (isContext ? 1 : 0);
export const slotOf = (at: number): number => at >> 1;
export const isContextPosting = (at: number): boolean => (at & 1) === 1;

/**
 * Every distinct word once, by number, with the patients that have it. Thousands of patients share a few thousand
 * words, so a query is compared with words, never with patients.
 */
export interface Words {
  readonly words: readonly string[];
  readonly keys: readonly string[];
  readonly wordMasks: ArrayLike<number>;
  readonly keyMasks: ArrayLike<number>;
  postingsOf(id: number): ArrayLike<number>;
  withKey(key: string): readonly number[];
  /** Words not in Tamil script whose sound, blurred as Tamil script blurs it, is this. */
  withLooseKey(loose: string): readonly number[];
  withWordPrefix(prefix: string): readonly number[];
  withKeyPrefix(prefix: string): readonly number[];
}

/** The name under which a word is listed: words from Tamil script are others, although spelt the same. */
export const nameOf = (words: Words, id: number): string => {
  const word = words.words[id] ?? "";
  return words.keys[id]?.startsWith(TAMIL_MARK) === true ? word + TAMIL_MARK : word;
};

export const addTo = (lists: Map<string, number[]>, key: string, id: number): void => {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [id]);
  else list.push(id);
};

/** Plain comparison of code units: the same everywhere, unlike a locale's. */
export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const sortedBy = (texts: readonly string[]): number[] =>
  texts.map((_, id) => id).sort((a, b) => compareTexts(texts[a] ?? "", texts[b] ?? "") || a - b);

/** Where in `order` the texts that begin with `prefix` start. */
const firstAt = (order: ArrayLike<number>, texts: readonly string[], prefix: string): number => {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((texts[order[middle] ?? 0] ?? "") < prefix) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The numbers, in the order of their texts, of texts that satisfy `isIn`: those with `prefix` in front, or a part. */
export const rangeOf = (
  order: ArrayLike<number>,
  texts: readonly string[],
  prefix: string,
  isIn = (text: string): boolean => text.startsWith(prefix),
): number[] => {
  const found: number[] = [];
  for (let at = firstAt(order, texts, prefix); at < order.length; at++) {
    const id = order[at] ?? 0;
    if (!isIn(texts[id] ?? "")) break;
    found.push(id);
  }
  return found;
};
