import { indexedWords, numbersOf, placeWords } from "./search-query.ts";
import { type SearchHit, searchState } from "./search-rank.ts";
import { type SearchState, emptyState, loadState, serializeState } from "./search-state.ts";
import { posting } from "./search-table.ts";

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
  serialize(): string;
}

/** An empty in-memory index of patients by name, phone, card and village. */
export const createSearchIndex = (): SearchIndex => indexOver(emptyState());

/** The index `serialize` wrote, or undefined when the data is damaged or of another version: then build it anew. */
export const loadSearchIndex = (data: string): SearchIndex | undefined => {
  const state = loadState(data);
  return state === undefined ? undefined : indexOver(state);
};

const indexOver = (state: SearchState): SearchIndex => ({
  upsert: (entry) => {
    remove(state, entry.id);
    insert(state, entry);
  },
  remove: (id) => remove(state, id),
  search: (query, limit) => searchState(state, query, limit),
  get size() {
    return state.slots.size;
  },
  serialize: () => serializeState(state),
});

const insert = (state: SearchState, entry: SearchEntry): void => {
  const slot = state.free.pop() ?? state.docs.length;
  const words = new Set<number>();
  const context = new Set<number>();
  for (const name of entry.names) {
    const found = indexedWords(name);
    for (const token of found.names) words.add(state.table.idOf(token));
    for (const token of found.context) context.add(state.table.idOf(token));
  }
  for (const token of placeWords(entry.village ?? "")) context.add(state.table.idOf(token));
  const refs = [...words].map((id) => posting(id, false));
  for (const id of context) if (!words.has(id)) refs.push(posting(id, true));
  for (const ref of refs) state.table.postings[ref >> 1]?.push(posting(slot, (ref & 1) === 1));
  state.docs[slot] = { id: entry.id, rank: entry.rank ?? 0, refs };
  state.numbers[slot] = numbersOf(entry.phone, entry.cards ?? []);
  state.slots.set(entry.id, slot);
};

const remove = (state: SearchState, id: string): boolean => {
  const slot = state.slots.get(id);
  if (slot === undefined) return false;
  for (const ref of state.docs[slot]?.refs ?? []) {
    const postings = state.table.postings[ref >> 1] ?? [];
    const at = postings.indexOf(posting(slot, (ref & 1) === 1));
    // Order within a posting list means nothing: filling the gap from the end keeps removal cheap.
    const last = postings.pop();
    if (at >= 0 && at < postings.length && last !== undefined) postings[at] = last;
  }
  state.docs[slot] = undefined;
  state.numbers[slot] = "";
  state.slots.delete(id);
  state.free.push(slot);
  return true;
};
