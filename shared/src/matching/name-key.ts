import { canonicalSpelling } from "./aliases.ts";
import { skeleton } from "./skeleton.ts";
import { type Relation, isAliasWord, isTitle, isWeakName, splitRelation } from "./titles.ts";
import { normaliseText } from "./transliterate.ts";
import { type Word, plainSpelling, wordsOf } from "./words.ts";

/** One word of a person's name, ready to compare. */
export interface NameToken {
  /** As written, folded to lower-case Roman. */
  readonly text: string;
  /** One spelling per alias group, doubled letters single: what Jaro–Winkler compares. */
  readonly plain: string;
  /** Phonetic skeleton of `plain`. */
  readonly key: string;
  /** Written in Tamil script: compare by `looseKey`. */
  readonly tamil: boolean;
  /** So common that sharing or lacking it says little (Kumar, Devi, Singh). */
  readonly weak: boolean;
}

export interface ParsedName {
  /** In the order written; nothing that compares names may depend on the order. */
  readonly tokens: readonly NameToken[];
  /** Single letters, lower case: "S. Ramesh" and "Ramesh S" both have ["s"]. */
  readonly initials: readonly string[];
  readonly relation?: Relation;
  /** The name after S/o, W/o, D/o, C/o, B/o … without titles, as folded Roman. */
  readonly relationName?: string;
}

/** Names of Roman letters as Indian scripts spell them before a full stop (एस. रमेश), folded by `toRoman`. */
const SPELLED_INITIALS: Readonly<Record<string, string>> = Object.fromEntries(
  "e:a bi:b si:c di:d i:e ef:f eph:f ji:g ech:h ai:i je:j ke:k el:l em:m en:n o:o pi:p kyu:q ar:r es:s ti:t yu:u vi:v dablyu:w eks:x vai:y jed:z"
    .split(" ")
    .map((pair) => pair.split(":")),
);

/** A clinic's patients share a few thousand words; the memo is emptied when full, so it cannot grow without end. */
const MEMO_SIZE = 8192;
const memo = new Map<string, NameToken>();

/** A token from one folded word. */
export const nameToken = (word: Pick<Word, "text" | "tamil">): NameToken => {
  const name = word.tamil ? `${word.text}~` : word.text;
  const known = memo.get(name);
  if (known !== undefined) return known;
  const plain = canonicalSpelling(word.text);
  const token = { text: word.text, plain, key: skeleton(plain), tamil: word.tamil, weak: isWeakName(plain) };
  if (memo.size >= MEMO_SIZE) memo.clear();
  memo.set(name, token);
  return token;
};

/** Titles, relation, initials and name words of a name as a clerk wrote it, in any script. Never throws. */
export const parseName = (name: string): ParsedName => {
  const { own, relation, relationText } = splitRelation(normaliseText(name));
  const initials: string[] = [];
  const words: Word[] = [];
  for (const word of wordsOf(own)) {
    const initial = initialOf(word);
    if (initial === undefined) words.push(word);
    else initials.push(initial);
  }
  const relationName = relationText === undefined ? "" : relationTextOf(relationText);
  return {
    tokens: withoutTitles(words).map(nameToken),
    initials,
    ...(relation === undefined ? {} : { relation }),
    ...(relationName === "" ? {} : { relationName }),
  };
};

const initialOf = (word: Word): string | undefined => {
  if (/^[a-z]$/.test(word.text) && !word.indic) return word.text;
  return word.indic && word.dotted ? SPELLED_INITIALS[word.text] : undefined;
};

/** Titles go, unless nothing else is left: "Doctor" alone is what the clerk knew. */
const withoutTitles = (words: readonly Word[]): Word[] => {
  const kept = words.filter((word) => {
    const plain = plainSpelling(word.text);
    return !isTitle(plain) && !isAliasWord(plain);
  });
  return kept.length > 0 ? kept : [...words];
};

const relationTextOf = (text: string): string =>
  withoutTitles(wordsOf(text))
    .map((word) => word.text)
    .join(" ");

/** Sorted skeletons of a name's words: the same for every order, script and usual spelling of the name. */
export const nameKeys = (name: string): string[] =>
  parseName(name)
    .tokens.map((token) => token.key)
    .sort();

/** `nameKeys` as one string, for grouping and equality. */
export const nameKey = (name: string): string => nameKeys(name).join(" ");
