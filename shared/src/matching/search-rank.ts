import { type How, type Matches, howOf, matchWord, pointsOf } from "./search-match.ts";
import { type QueryPart, joinedQuery, parseQuery } from "./search-query.ts";
import type { SearchPart } from "./search-state.ts";

export interface SearchHit {
  readonly id: string;
  /** 0–100, the mean over the parts of the query. */
  readonly score: number;
  /** How each part of the query was found, in the order typed. */
  readonly why: readonly How[];
}

/** With this many hits the words typed were right: misspellings would only bury them. */
const ENOUGH_HITS = 5;

/** Answers one query over all parts: best first by score, then rank, then id. */
export const searchParts = (searched: readonly SearchPart[], query: string, limit: number): SearchHit[] => {
  const parts = parseQuery(query);
  if (parts.length === 0 || limit <= 0) return [];
  const plain = matchAll(searched, parts, false);
  if (plain.reduce((sum, { slots }) => sum + slots.length, 0) >= ENOUGH_HITS) return best(plain, limit);
  const joined = joinedQuery(parts);
  return best(
    [...matchAll(searched, parts, true), ...(joined === undefined ? [] : matchAll(searched, joined, false))],
    limit,
  );
};

/** Patients of one part of the index that match every part of the query, with the matches of each. */
interface Found {
  readonly at: SearchPart;
  readonly slots: readonly number[];
  readonly matches: readonly Matches[];
}

const matchAll = (searched: readonly SearchPart[], parts: readonly QueryPart[], fuzzy: boolean): Found[] =>
  searched.map((at) => {
    const matches = parts.map((part) =>
      part.kind === "word" ? matchWord(at.words, part, fuzzy) : at.withNumber(part.text),
    );
    const [fewest, ...others] = [...matches].sort((a, b) => a.size - b.size);
    const slots = [...(fewest?.keys() ?? [])].filter(
      (slot) => others.every((other) => other.has(slot)) && at.idAt(slot) !== undefined,
    );
    return { at, slots, matches };
  });

interface Scored {
  readonly id: string;
  readonly rank: number;
  readonly slot: number;
  readonly score: number;
  readonly found: Found;
}

const best = (founds: readonly Found[], limit: number): SearchHit[] => {
  const top: Scored[] = [];
  const seen = new Map<SearchPart, Set<number>>();
  for (const found of founds) {
    const { at, matches } = found;
    const met = seen.get(at) ?? new Set();
    seen.set(at, met);
    for (const slot of found.slots) {
      const id = at.idAt(slot);
      if (id === undefined || met.has(slot)) continue;
      met.add(slot);
      const points = matches.reduce((sum, one) => sum + pointsOf(one.get(slot) ?? 0), 0);
      const score = Math.round(points / matches.length);
      keep(top, { id, rank: at.rankAt(slot), slot, score, found }, limit);
    }
  }
  return top.map(({ id, slot, score, found }) => ({
    id,
    score,
    why: found.matches.map((one) => howOf(one.get(slot) ?? 0)),
  }));
};

const isBefore = (a: Scored, b: Scored): boolean =>
  a.score !== b.score ? a.score > b.score : a.rank !== b.rank ? a.rank > b.rank : a.id < b.id;

/** Keeps the best `limit` in order: a one-letter query matches thousands, and sorting them all costs more than this. */
const keep = (top: Scored[], one: Scored, limit: number): void => {
  const last = top.at(-1);
  if (top.length >= limit && last !== undefined && !isBefore(one, last)) return;
  let at = top.length;
  while (at > 0 && isBefore(one, top[at - 1] ?? one)) at--;
  top.splice(at, 0, one);
  if (top.length > limit) top.pop();
};
