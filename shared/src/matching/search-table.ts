import { letterMask } from "./edit-distance.ts";
import { type NameToken } from "./name-key.ts";
import { addTo, rangeOf, sortedBy, TAMIL_MARK, type Words } from "./search-words.ts";
import { looseKey } from "./skeleton.ts";

/** The key a word is filed under: its skeleton, or the marked loose key when Tamil script hid its consonants. */
export const fileKey = (token: Pick<NameToken, "key" | "tamil">): string =>
  token.tamil ? TAMIL_MARK + looseKey(token.key) : token.key;

/** Words that can be added to. */
export class WordTable implements Words {
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
    return this.#ids.get(name) ?? this.#add(name, token.text, fileKey(token));
  }

  postingsOf(id: number): readonly number[] {
    return this.postings[id] ?? [];
  }

  withKey(key: string): readonly number[] {
    return this.#byKey.get(key) ?? [];
  }

  withLooseKey(loose: string): readonly number[] {
    this.#byLooseKey ??= byLooseKey(this.keys);
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

  #add(name: string, word: string, key: string): number {
    const id = this.words.length;
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
}

/** Numbers of the keys under each loose key. */
export const byLooseKey = (keys: readonly string[]): Map<string, number[]> => {
  const lists = new Map<string, number[]>();
  for (let id = 0; id < keys.length; id++) addTo(lists, looseKey(keys[id] ?? ""), id);
  return lists;
};
