import { type How, type Matches, howOf, matchNumber, matchWord, pointsOf } from "./search-match.ts";
import { type QueryPart, joinedQuery, parseQuery } from "./search-query.ts";
import { type SearchDoc, type SearchState } from "./search-state.ts";

export interface SearchHit {
  readonly id: string;
  /** 0–100, the mean over the parts of the query. */
  readonly score: number;
  /** How each part of the query was found, in the order typed. */
  readonly why: readonly How[];
}

/** With this many hits the words typed were right: misspellings would only bury them. */
const ENOUGH_HITS = 5;

/** Answers one query: best first by score, then rank, then id. */
export const searchState = (state: SearchState, query: string, limit: number): SearchHit[] => {
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
