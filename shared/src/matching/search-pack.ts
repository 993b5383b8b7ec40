import { bytesToUtf8 } from "../bytes/index.ts";
import { letterMask } from "./edit-distance.ts";
import { decodeColumns, encodeColumns, type SearchColumns } from "./search-columns.ts";
import { type Matches, matchNumber } from "./search-match.ts";
import type { SearchPart } from "./search-state.ts";
import { byLooseKey } from "./search-table.ts";
import {
  compareTexts,
  isContextPosting,
  nameOf,
  posting,
  rangeOf,
  slotOf,
  sortedBy,
  type Words,
} from "./search-words.ts";

/** Words over stored columns. */
class PackedWords implements Words {
  readonly #columns: SearchColumns;
  /** Words are stored in order. */
  readonly #wordOrder: Uint32Array;
  #byLooseKey: Map<string, number[]> | undefined;

  constructor(columns: SearchColumns) {
    this.#columns = columns;
    this.#wordOrder = Uint32Array.from(columns.words.keys());
  }
  get words(): readonly string[] {
    return this.#columns.words;
  }
  get keys(): readonly string[] {
    return this.#columns.keys;
  }
  get wordMasks(): Int32Array {
    return this.#columns.wordMasks;
  }
  get keyMasks(): Int32Array {
    return this.#columns.keyMasks;
  }
  postingsOf(id: number): Uint32Array {
    const { postingStarts, postings } = this.#columns;
    return postings.subarray(postingStarts[id], postingStarts[id + 1]);
  }
  withKey(key: string): readonly number[] {
    return rangeOf(this.#columns.keyOrder, this.keys, key, (text) => text === key);
  }
  withLooseKey(loose: string): readonly number[] {
    this.#byLooseKey ??= byLooseKey(this.keys);
    return this.#byLooseKey.get(loose) ?? [];
  }
  withWordPrefix(prefix: string): readonly number[] {
    return rangeOf(this.#wordOrder, this.words, prefix);
  }
  withKeyPrefix(prefix: string): readonly number[] {
    return rangeOf(this.#columns.keyOrder, this.keys, prefix);
  }
}

/** The patients of a stored index. They can only leave: a change of one is a leaving here and an adding elsewhere. */
export class PackedPart implements SearchPart {
  readonly words: Words;
  readonly slotCount: number;
  readonly #columns: SearchColumns;
  readonly #left = new Set<number>();
  #ids: readonly string[] | undefined;
  #numbers: string[] | undefined;
  #slots: Map<string, number> | undefined;

  constructor(columns: SearchColumns) {
    this.#columns = columns;
    this.words = new PackedWords(columns);
    this.slotCount = columns.ranks.length;
  }
  get size(): number {
    return this.slotCount - this.#left.size;
  }
  idAt(slot: number): string | undefined {
    this.#ids ??= JSON.parse(bytesToUtf8(this.#columns.idsText)) as string[];
    return this.#left.has(slot) ? undefined : this.#ids[slot];
  }
  rankAt(slot: number): number {
    return this.#columns.ranks[slot] ?? 0;
  }
  numbersAt(slot: number): string {
    return this.#allNumbers()[slot] ?? "";
  }
  withNumber(text: string): Matches {
    return matchNumber(this.#allNumbers(), text);
  }
  remove(id: string): boolean {
    if (this.#slots === undefined) {
      this.#slots = new Map();
      for (let at = 0; at < this.slotCount; at++) this.#slots.set(this.idAt(at) ?? "", at);
    }
    const slot = this.#slots.get(id);
    if (slot === undefined || this.#left.has(slot)) return false;
    this.#left.add(slot);
    // A number that is gone must not be found by its digits either.
    if (this.#numbers) this.#numbers[slot] = "";
    return true;
  }
  #allNumbers(): string[] {
    if (this.#numbers) return this.#numbers;
    this.#numbers = JSON.parse(bytesToUtf8(this.#columns.numbersText)) as string[];
    for (const slot of this.#left) this.#numbers[slot] = "";
    return this.#numbers;
  }
}

/** What `packParts` wrote, or undefined when the data is damaged or of another version. */
export const openPart = (data: Uint8Array): PackedPart | undefined => {
  const columns = decodeColumns(data);
  return columns && new PackedPart(columns);
};

interface PackedWord {
  readonly word: string;
  readonly key: string;
  readonly postings: number[];
}

/** All patients of the parts, in new slots. Words that nobody has any more are left behind. */
export const packParts = (parts: readonly SearchPart[]): Uint8Array => {
  const [ids, ranks, numbers]: [string[], number[], string[]] = [[], [], []];
  const byName = new Map<string, PackedWord>();
  for (const part of parts) {
    const newSlots = new Map<number, number>();
    for (let slot = 0; slot < part.slotCount; slot++) {
      const id = part.idAt(slot);
      if (id === undefined) continue;
      newSlots.set(slot, ids.length);
      ids.push(id);
      ranks.push(part.rankAt(slot));
      numbers.push(part.numbersAt(slot));
    }
    for (let id = 0; id < part.words.words.length; id++) {
      const name = nameOf(part.words, id);
      const postings = part.words.postingsOf(id);
      for (let i = 0; i < postings.length; i++) {
        const at = postings[i] ?? 0;
        const slot = newSlots.get(slotOf(at));
        if (slot === undefined) continue;
        const known = byName.get(name) ?? {
          word: part.words.words[id] ?? "",
          key: part.words.keys[id] ?? "",
          postings: [],
        };
        byName.set(name, known);
        known.postings.push(posting(slot, isContextPosting(at)));
      }
    }
  }
  const all = Array.from(byName.values()).sort(
    (a, b) => compareTexts(a.word, b.word) || compareTexts(a.key, b.key),
  );
  const [words, keys] = [all.map(({ word }) => word), all.map(({ key }) => key)];
  const starts = [0];
  for (const { postings } of all) starts.push((starts.at(-1) ?? 0) + postings.length);
  return encodeColumns({
    words,
    keys,
    wordMasks: Int32Array.from(words, letterMask),
    keyMasks: Int32Array.from(keys, letterMask),
    keyOrder: Uint32Array.from(sortedBy(keys)),
    postingStarts: Uint32Array.from(starts),
    postings: Uint32Array.from(all.flatMap(({ postings }) => postings)),
    ranks: Float64Array.from(ranks),
    ids,
    numbers,
  });
};
