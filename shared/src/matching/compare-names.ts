import { CLOSE_JARO_WINKLER, jaroWinkler } from "./jaro-winkler.ts";
import { type NameToken, type ParsedName, parseName } from "./name-key.ts";
import { looseKey, skeleton } from "./skeleton.ts";

/**
 * How alike two names are, best first.
 * `same`: every word and initial agrees by sound. `close`: every telling word agrees by sound or spelling.
 * `partial`: one name is contained in the other (mononym, dropped surname). `given`: only the first words agree
 * (surname changed at marriage, or two people with one given name). `different`: none of these.
 */
export type NameLikeness = "same" | "close" | "partial" | "given" | "different";

const ORDER: readonly NameLikeness[] = ["same", "close", "partial", "given", "different"];

/** Sounds of two letters or fewer are shared by too many names (Uma, Om): the spelling must be near as well. */
const SHORT_KEY = 2;
const SHORT_KEY_JARO_WINKLER = 0.8;
/** A loose Tamil key needs this many letters to mean anything. */
const SHORTEST_LOOSE_KEY = 2;

/** Whether two words are one name, in any usual spelling, script, or with a small slip. */
export const tokensAgree = (a: NameToken, b: NameToken): boolean => soundAlike(a, b) || spelledAlike(a, b);

const soundAlike = (a: NameToken, b: NameToken): boolean => {
  if (a.plain === b.plain) return true;
  if (a.key === b.key) {
    return a.key.length > SHORT_KEY || jaroWinkler(a.plain, b.plain) >= SHORT_KEY_JARO_WINKLER;
  }
  if (!a.tamil && !b.tamil) return false;
  const loose = looseKey(a.key);
  return loose.length >= SHORTEST_LOOSE_KEY && loose === looseKey(b.key);
};

const spelledAlike = (a: NameToken, b: NameToken): boolean =>
  jaroWinkler(a.plain, b.plain) >= CLOSE_JARO_WINKLER;

/** Compares two parsed names; symmetric, and blind to the order of words. */
export const compareParsed = (a: ParsedName, b: ParsedName): NameLikeness => {
  if (a.tokens.length === 0 || b.tokens.length === 0) return "different";
  const [short, long] = a.tokens.length <= b.tokens.length ? [a, b] : [b, a];
  const exact = pairUp(short.tokens, long.tokens, soundAlike);
  if (exact.left.length === 0 && exact.right.length === 0) {
    return initialsAgree(a.initials, b.initials) ? "same" : "close";
  }
  const near = pairUp(short.tokens, long.tokens, tokensAgree);
  const left = withoutInitials(telling(near.left), long.initials);
  const right = withoutInitials(telling(near.right), short.initials);
  const anchored = near.pairs.some((token) => !token.weak);
  // Kumar against Singh is a difference, if a small one; Kumar against nothing is none.
  const oneSided = near.left.length === 0 || near.right.length === 0;
  if (anchored && left.length === 0 && right.length === 0 && (oneSided || usesInitials(a, b))) return "close";
  if (anchored && (left.length === 0 || right.length === 0)) return "partial";
  if (near.left.length === 0 && near.right.length === 0) return "close";
  if (joinedAlike(a, b)) return "close";
  const [first, other] = [firstTelling(a.tokens), firstTelling(b.tokens)];
  return first !== undefined && other !== undefined && tokensAgree(first, other) ? "given" : "different";
};

/** Greedy pairing is enough: agreeing words of one name are near-duplicates of each other. */
const pairUp = (
  short: readonly NameToken[],
  long: readonly NameToken[],
  agree: (a: NameToken, b: NameToken) => boolean,
): { pairs: NameToken[]; left: NameToken[]; right: NameToken[] } => {
  const right = [...long];
  const pairs: NameToken[] = [];
  const left = short.filter((token) => {
    const exact = right.findIndex((other) => other.plain === token.plain);
    const at = exact >= 0 ? exact : right.findIndex((other) => agree(token, other));
    if (at < 0) return true;
    right.splice(at, 1);
    pairs.push(token);
    return false;
  });
  return { pairs, left, right };
};

const telling = (tokens: readonly NameToken[]): NameToken[] => tokens.filter((token) => !token.weak);
const firstTelling = (tokens: readonly NameToken[]): NameToken | undefined =>
  tokens.find((token) => !token.weak);

/** Words the other name writes as an initial ("Suresh Ramesh" and "S. Ramesh"). */
const withoutInitials = (tokens: readonly NameToken[], initials: readonly string[]): NameToken[] => {
  const unused = [...initials];
  return tokens.filter((token) => {
    const at = unused.indexOf(token.text[0] ?? "");
    if (at >= 0) unused.splice(at, 1);
    return at < 0;
  });
};

const usesInitials = (a: ParsedName, b: ParsedName): boolean => a.initials.length + b.initials.length > 0;

const initialsAgree = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === 0 || b.length === 0 || [...a].sort().join() === [...b].sort().join();

/** "Satya Prakash" written as one word. */
const joinedAlike = (a: ParsedName, b: ParsedName): boolean => {
  if (a.tokens.length === b.tokens.length) return false;
  const join = (name: ParsedName): string => skeleton(name.tokens.map((token) => token.plain).join(""));
  const key = join(a);
  return key.length > SHORT_KEY && key === join(b);
};

/** The best likeness between any of one person's names and any of another's (a person may be recorded in two scripts). */
export const bestLikeness = (a: readonly ParsedName[], b: readonly ParsedName[]): NameLikeness => {
  let best = ORDER.length - 1;
  for (const x of a) for (const y of b) best = Math.min(best, ORDER.indexOf(compareParsed(x, y)));
  return ORDER[best] ?? "different";
};

/** Compares two names as written. */
export const compareNames = (a: string, b: string): NameLikeness => compareParsed(parseName(a), parseName(b));
