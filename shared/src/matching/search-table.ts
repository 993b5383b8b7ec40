import { letterMask } from "./edit-distance.ts";
import { type NameToken } from "./name-key.ts";
import { looseKey } from "./skeleton.ts";

/** Marks words from Tamil script, in the word list and in front of their (loose) key. */
export const TAMIL_MARK = "~";

/** A posting is a patient's slot and whether the word is one of the names (0) or only a place or relation (1). */
export const posting = (slot: number, isContext: boolean): number => slot * 2 + (isContext ? 1 : 0);
export const slotOf = (at: number): number => at >> 1;
export const isContextPosting = (at: number): boolean => (at & 1) === 1;

/** The key a word is filed under: its skeleton, or the marked loose key when Tamil script hid its consonants. */
export const fileKey = (token: Pick<NameToken, "key" | "tamil">): string =>
  token.tamil ? TAMIL_MARK + looseKey(token.key) : token.key;

/**
 * Every distinct word once, with the patients that have it. Thousands of patients share a few thousand words, so a
 * query is compared with words, never with patients.
 */
export class WordTable {
  readonly words: string[] = [];
  readonly keys: string[] = [];
  readonly wordMasks: number[] = [];
  readonly keyMasks: number[] = [];
  readonly postings: number[][] = [];
  readonly #ids = new Map<string, number>();
  readonly #byKey = new Map<string, number[]>();
  /** Made when the first Tamil query asks: most clinics never do. */
  #byLooseKey: Map<string, number[]> | undefined;
  #sortedByWord: number[] | undefined;
  #sortedByKey: number[] | undefined;

  /** The number of a word, adding it if it is new. */
  idOf(token: Pick<NameToken, "text" | "key" | "tamil">): number {
    const name = token.tamil ? token.text + TAMIL_MARK : token.text;
    return this.#ids.get(name) ?? this.add(name, fileKey(token));
  }

  /** Adds a word under a key that is already known (when loading). */
  add(name: string, key: string): number {
    const id = this.words.length;
    const word = name.endsWith(TAMIL_MARK) ? name.slice(0, -1) : name;
    this.words.push(word);
    this.keys.push(key);
    this.wordMasks.push(letterMask(word));
    this.keyMasks.push(letterMask(key));
    this.postings.push([]);
    this.#ids.set(name, id);
    addTo(this.#byKey, key, id);
    this.#byLooseKey = undefined;
    this.#sortedByWord = undefined;
    this.#sortedByKey = undefined;
    return id;
  }

  /** The name `add` needs to make this word again. */
  nameOf(id: number): string {
    const word = this.words[id] ?? "";
    return this.keys[id]?.startsWith(TAMIL_MARK) === true ? word + TAMIL_MARK : word;
  }

  withKey(key: string): readonly number[] {
    return this.#byKey.get(key) ?? [];
  }

  /** Words not in Tamil script whose sound, blurred as Tamil script blurs it, is this. */
  withLooseKey(loose: string): readonly number[] {
    if (this.#byLooseKey === undefined) {
      this.#byLooseKey = new Map();
      for (let id = 0; id < this.keys.length; id++)
        addTo(this.#byLooseKey, looseKey(this.keys[id] ?? ""), id);
    }
    return this.#byLooseKey.get(loose) ?? [];
  }

  withWordPrefix(prefix: string): readonly number[] {
    this.#sortedByWord ??= sortedBy(this.words);
    return rangeOf(this.#sortedByWord, this.words, prefix);
  }

  withKeyPrefix(prefix: string): readonly number[] {
    this.#sortedByKey ??= sortedBy(this.keys);
    return rangeOf(this.#sortedByKey, this.keys, prefix);
  }
}

const addTo = (lists: Map<string, number[]>, key: string, id: number): void => {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [id]);
  else list.push(id);
};

const sortedBy = (texts: readonly string[]): number[] =>
  texts
    .map((_, id) => id)
    .sort((a, b) =>
      (texts[a] ?? "") < (texts[b] ?? "") ? -1 : (texts[a] ?? "") > (texts[b] ?? "") ? 1 : a - b,
    );

const rangeOf = (order: readonly number[], texts: readonly string[], prefix: string): readonly number[] => {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((texts[order[middle] ?? 0] ?? "") < prefix) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < order.length && texts[order[end] ?? 0]?.startsWith(prefix) === true) end++;
  return order.slice(low, end);
};
