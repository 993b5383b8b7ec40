import { boundedEditDistance, letterMask, maskDifference } from "./edit-distance.ts";
import { type QueryPart } from "./search-query.ts";
import { isContextPosting, slotOf, TAMIL_MARK, type Words } from "./search-words.ts";
import { looseKey } from "./skeleton.ts";

/** How a part of the query was found; order is the code stored in a packed match. */
export const HOW = [
  "exact",
  "sound",
  "prefix",
  "sound-prefix",
  "spelling",
  "place",
  "phone",
  "card",
] as const;
export type How = (typeof HOW)[number];

/**
 * Points of a match, 0–100, chosen so that the order on screen is: the word itself, the same name in another spelling,
 * names that begin so, names that sound as if they begin so, misspellings. A place or relation counts less than a name.
 */
const POINTS = { exact: 100, sound: 90, prefix: 80, "sound-prefix": 60, spelling: 40 } as const;
const SECOND_SLIP = 10;
const CONTEXT_SHARE = 0.6;

/** Letters below which one slip, and two, would match half the table. */
const ONE_SLIP_FROM = 4;
const TWO_SLIPS_FROM = 7;
/** A typed beginning must have this many letters, and its sound two, to be searched by sound. */
const SOUND_PREFIX_FROM = 3;
const KEY_PREFIX_FROM = 2;

/** Best match per patient slot: points × 8 + code of how, so that the greater number is the better match. */
export type Matches = Map<number, number>;

export const pointsOf = (packed: number): number => packed >> 3;
export const howOf = (packed: number): How => HOW[packed & 7] ?? "exact";

const put = (matches: Matches, slot: number, points: number, how: How): void => {
  const packed = Math.round(points) * 8 + HOW.indexOf(how);
  if ((matches.get(slot) ?? -1) < packed) matches.set(slot, packed);
};

/** Patients with a word like the one typed; misspellings only when `fuzzy`. */
export const matchWord = (table: Words, part: QueryPart & { kind: "word" }, fuzzy: boolean): Matches => {
  const matches: Matches = new Map();
  const take = (id: number, points: number, how: How): void => {
    const postings = table.postingsOf(id);
    for (let i = 0; i < postings.length; i++) {
      const at = postings[i] ?? 0;
      const isContext = isContextPosting(at);
      put(matches, slotOf(at), isContext ? points * CONTEXT_SHARE : points, isContext ? "place" : how);
    }
  };
  const { text, token } = part;
  for (const id of table.withWordPrefix(text)) {
    if (table.words[id] === text) take(id, POINTS.exact, "exact");
    else take(id, POINTS.prefix, "prefix");
  }
  for (const id of soundAlike(table, part)) take(id, POINTS.sound, "sound");
  if (text.length >= SOUND_PREFIX_FROM && token.key.length >= KEY_PREFIX_FROM) {
    for (const id of table.withKeyPrefix(token.key)) take(id, POINTS["sound-prefix"], "sound-prefix");
  }
  if (fuzzy && text.length >= ONE_SLIP_FROM) misspelled(table, part, take);
  return matches;
};

/** Words with the same sound. Tamil script asks for the loose key, on either side. */
const soundAlike = (table: Words, { token }: QueryPart & { kind: "word" }): readonly number[] => {
  const loose = looseKey(token.key);
  const filed = loose.length < KEY_PREFIX_FROM ? [] : table.withKey(TAMIL_MARK + loose);
  if (!token.tamil) return [...table.withKey(token.key), ...filed];
  return loose.length < KEY_PREFIX_FROM ? table.withKey(token.key) : [...table.withLooseKey(loose), ...filed];
};

const misspelled = (
  table: Words,
  { text, token }: QueryPart & { kind: "word" },
  take: (id: number, points: number, how: How) => void,
): void => {
  const textMask = letterMask(text);
  const keyMask = letterMask(token.key);
  const bySound = token.key.length >= ONE_SLIP_FROM;
  for (let id = 0; id < table.words.length; id++) {
    const word = table.words[id] ?? "";
    // People rarely get the first letter wrong and another one as well; asking for it saves most comparisons.
    const limit = text.length >= TWO_SLIPS_FROM && word.charCodeAt(0) === text.charCodeAt(0) ? 2 : 1;
    let slips = limit + 1;
    if (maskDifference(textMask, table.wordMasks[id] ?? 0) <= 2 * limit)
      slips = boundedEditDistance(text, word, limit);
    // A slip on top of another spelling is one letter of the sound.
    if (slips > limit && bySound && soundsOneOff(table, id, token.key, keyMask)) slips = 2;
    else if (slips > limit) continue;
    take(id, POINTS.spelling - (slips - 1) * SECOND_SLIP, "spelling");
  }
};

const soundsOneOff = (table: Words, id: number, key: string, keyMask: number): boolean => {
  if (maskDifference(keyMask, table.keyMasks[id] ?? 0) > 2) return false;
  const other = table.keys[id] ?? "";
  return other.charCodeAt(0) === key.charCodeAt(0) && boundedEditDistance(key, other, 1) <= 1;
};

/** Patients one of whose numbers contains the digits typed. `numbers` is the phone, then the cards, a line each. */
export const matchNumber = (numbers: readonly string[], text: string): Matches => {
  const matches: Matches = new Map();
  for (let slot = 0; slot < numbers.length; slot++) {
    const lines = numbers[slot] ?? "";
    const at = lines.indexOf(text);
    if (at < 0) continue;
    const starts = at === 0 || lines[at - 1] === "\n";
    const ends = at + text.length === lines.length || lines[at + text.length] === "\n";
    const points = starts && ends ? POINTS.exact : starts || ends ? POINTS.sound : POINTS.prefix;
    put(matches, slot, points, at < lines.indexOf("\n") || !lines.includes("\n") ? "phone" : "card");
  }
  return matches;
};
