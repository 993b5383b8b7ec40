import { indexedWords, numbersOf, placeWords } from "./search-query.ts";
import { openPart, type PackedPart, packParts } from "./search-pack.ts";
import { type SearchHit, searchParts } from "./search-rank.ts";
import { FreshPart } from "./search-state.ts";
import { posting } from "./search-words.ts";

/** A patient as the index needs them. */
export interface SearchEntry {
  readonly id: string;
  /** Every recorded form of the name. */
  readonly names: readonly string[];
  readonly phone?: string;
  readonly cards?: readonly string[];
  readonly village?: string;
  /** Breaks ties between equal scores, greater first (for example the day of the last visit). */
  readonly rank?: number;
}

export interface SearchIndex {
  /** Adds a patient, or replaces the one with this id. */
  upsert(entry: SearchEntry): void;
  /** Forgets a patient; false when there was none. */
  remove(id: string): boolean;
  /** Best first: score, then rank, then id. Every part of the query must be found, in any order and script. */
  search(query: string, limit: number): SearchHit[];
  readonly size: number;
  serialize(): Uint8Array;
}

/** An empty in-memory index of patients by name, phone, card and village. */
export const createSearchIndex = (): SearchIndex => indexOver(undefined);

/** The index `serialize` wrote, or undefined when the data is damaged or of another version: then build it anew. */
export const loadSearchIndex = (data: Uint8Array): SearchIndex | undefined => {
  const packed = openPart(data);
  return packed === undefined ? undefined : indexOver(packed);
};

/** What was stored, and beside it what was added since. */
const indexOver = (packed: PackedPart | undefined): SearchIndex => {
  const fresh = new FreshPart();
  const parts = packed ? [packed, fresh] : [fresh];
  const forget = (id: string): boolean => (packed?.remove(id) ?? false) || remove(fresh, id);
  return {
    upsert: (entry) => {
      forget(entry.id);
      insert(fresh, entry);
    },
    remove: forget,
    search: (query, limit) => searchParts(parts, query, limit),
    get size() {
      return parts.reduce((sum, part) => sum + part.size, 0);
    },
    serialize: () => packParts(parts),
  };
};

const insert = (part: FreshPart, entry: SearchEntry): void => {
  const slot = part.free.pop() ?? part.docs.length;
  const words = new Set<number>();
  const context = new Set<number>();
  for (const name of entry.names) {
    const found = indexedWords(name);
    for (const token of found.names) words.add(part.words.idOf(token));
    for (const token of found.context) context.add(part.words.idOf(token));
  }
  for (const token of placeWords(entry.village ?? "")) context.add(part.words.idOf(token));
  const refs = [...words].map((id) => posting(id, false));
  for (const id of context) if (!words.has(id)) refs.push(posting(id, true));
  for (const ref of refs) part.words.postings[ref >> 1]?.push(posting(slot, (ref & 1) === 1));
  part.docs[slot] = { id: entry.id, rank: entry.rank ?? 0, refs };
  part.numbers[slot] = numbersOf(entry.phone, entry.cards ?? []);
  part.slots.set(entry.id, slot);
};

const remove = (part: FreshPart, id: string): boolean => {
  const slot = part.slots.get(id);
  if (slot === undefined) return false;
  for (const ref of part.docs[slot]?.refs ?? []) {
    const postings = part.words.postings[ref >> 1] ?? [];
    const at = postings.indexOf(posting(slot, (ref & 1) === 1));
    // Order within a posting list means nothing: filling the gap from the end keeps removal cheap.
    const last = postings.pop();
    if (at >= 0 && at < postings.length && last !== undefined) postings[at] = last;
  }
  part.docs[slot] = undefined;
  part.numbers[slot] = "";
  part.slots.delete(id);
  part.free.push(slot);
  return true;
};
