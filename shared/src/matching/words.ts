import { TAMIL, blockOf } from "./indic-blocks.ts";
import { normaliseText, toRoman } from "./transliterate.ts";

/** One word of a text, folded to lower-case Roman without losing what its spelling was like. */
export interface Word {
  /** Lower-case Roman letters and digits; another script's own letters when there is no Roman for them. */
  readonly text: string;
  /** Written in Tamil script, which does not tell k from g, t from d, p from b. */
  readonly tamil: boolean;
  /** Followed by a full stop: an abbreviation or an initial. */
  readonly dotted: boolean;
  /** Written in an Indic script. */
  readonly indic: boolean;
}

/** Apostrophes are part of a name (D'Souza), not a break between two. */
const APOSTROPHES = /['’‘`´ʼ]/g;
/** The Devanagari abbreviation sign, used as a full stop (मो॰). */
const ABBREVIATION_SIGN = /\u0970/g;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/** Reading a script letter by letter is slow, and a clinic's patients share a few thousand words. Emptied when full. */
const MEMO_SIZE = 8192;
const memo = new Map<string, string>();

const romanOf = (word: string): string => {
  const known = memo.get(word);
  if (known !== undefined) return known;
  const roman = toRoman(word).replace(/[^\p{L}\p{N}]/gu, "");
  if (memo.size >= MEMO_SIZE) memo.clear();
  memo.set(word, roman);
  return roman;
};

/** The words of a text in any mixture of scripts, in order. */
export const wordsOf = (text: string): Word[] => {
  const source = normaliseText(text).replace(APOSTROPHES, "").replace(ABBREVIATION_SIGN, ".");
  const words: Word[] = [];
  for (const match of source.matchAll(WORD)) {
    const block = blockOf(match[0].codePointAt(0) ?? 0);
    const roman = romanOf(match[0]);
    if (roman === "") continue;
    const dotted = source[match.index + match[0].length] === ".";
    words.push({ text: roman, tamil: block === TAMIL, dotted, indic: block !== undefined });
  }
  return words;
};

/**
 * One spelling for the choices that carry no information in Roman Indian names: long vowels doubled or not, letters
 * doubled or not (Aakash, Akash; Meena, Mina). Used for comparing letter by letter and for looking words up in tables.
 */
export const plainSpelling = (word: string): string =>
  word
    .replace(/ee/g, "i")
    .replace(/oo/g, "u")
    .replace(/(.)\1+/gu, "$1");
