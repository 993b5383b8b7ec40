import { type How, type Matches, howOf, matchNumber, matchWord, pointsOf } from "./search-match.ts";
import {
  type QueryPart,
  indexedWords,
  joinedQuery,
  numbersOf,
  parseQuery,
  placeWords,
} from "./search-query.ts";
import { type SearchDoc, type SearchState, emptyState, loadState, serializeState } from "./search-state.ts";
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

export interface SearchHit {
  readonly id: string;
  /** 0–100, the mean over the parts of the query. */
  readonly score: number;
  /** How each part of the query was found, in the order typed. */
  readonly why: readonly How[];
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

/** With this many hits the words typed were right: misspellings would only bury them. */
const ENOUGH_HITS = 5;

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
  search: (query, limit) => search(state, query, limit),
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

const search = (state: SearchState, query: string, limit: number): SearchHit[] => {
  const parts = parseQuery(query);
  if (parts.length === 0 || limit <= 0) return [];
  const plain = matchAll(state, parts, false);
  if (plain.slots.length >= ENOUGH_HITS) return best(state, [plain], limit);
  const joined = joinedQuery(parts);
  const more = [
    matchAll(state, parts, true),
    ...(joined === undefined ? [] : [matchAll(state, joined, false)]),
  ];
  return best(state, more, limit);
};

/** Patients that match every part, with the matches of each part. */
interface Found {
  readonly slots: readonly number[];
  readonly matches: readonly Matches[];
}

const matchAll = (state: SearchState, parts: readonly QueryPart[], fuzzy: boolean): Found => {
  const matches = parts.map((part) =>
    part.kind === "word" ? matchWord(state.table, part, fuzzy) : matchNumber(state.numbers, part.text),
  );
  const [fewest, ...others] = [...matches].sort((a, b) => a.size - b.size);
  const slots = [...(fewest?.keys() ?? [])].filter((slot) => others.every((other) => other.has(slot)));
  return { slots, matches };
};

interface Scored {
  readonly doc: SearchDoc;
  readonly slot: number;
  readonly score: number;
  readonly found: Found;
}

const best = (state: SearchState, founds: readonly Found[], limit: number): SearchHit[] => {
  const top: Scored[] = [];
  const seen = new Set<number>();
  for (const found of founds) {
    for (const slot of found.slots) {
      const doc = state.docs[slot];
      if (doc === undefined || seen.has(slot)) continue;
      seen.add(slot);
      const points = found.matches.reduce((sum, one) => sum + pointsOf(one.get(slot) ?? 0), 0);
      keep(top, { doc, slot, score: Math.round(points / found.matches.length), found }, limit);
    }
  }
  return top.map(({ doc, slot, score, found }) => ({
    id: doc.id,
    score,
    why: found.matches.map((one) => howOf(one.get(slot) ?? 0)),
  }));
};

const isBefore = (a: Scored, b: Scored): boolean =>
  a.score !== b.score
    ? a.score > b.score
    : a.doc.rank !== b.doc.rank
      ? a.doc.rank > b.doc.rank
      : a.doc.id < b.doc.id;

/** Keeps the best `limit` in order: a one-letter query matches thousands, and sorting them all costs more than this. */
const keep = (top: Scored[], one: Scored, limit: number): void => {
  const last = top.at(-1);
  if (top.length >= limit && last !== undefined && !isBefore(one, last)) return;
  let at = top.length;
  while (at > 0 && isBefore(one, top[at - 1] ?? one)) at--;
  top.splice(at, 0, one);
  if (top.length > limit) top.pop();
};
