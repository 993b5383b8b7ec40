/**
 * What each code point of the nine Brahmi-derived blocks sounds like.
 *
 * Unicode laid these blocks out in parallel (each 0x80 wide, after ISCII-1988, so that ka is always block + 0x15):
 * one table by offset serves all nine, and only the letters that break the parallel are listed apart.
 */

/** First code points, The Unicode Standard ch. 12: Devanagari … Malayalam, 0x80 apart. */
export const FIRST_BLOCK = 0x0900;
export const LAST_BLOCK_END = 0x0d7f;

export const DEVANAGARI = 0x0900;
export const BENGALI = 0x0980;
export const GURMUKHI = 0x0a00;
export const GUJARATI = 0x0a80;
export const TAMIL = 0x0b80;
export const TELUGU = 0x0c00;

/** The block a code point is in, or undefined outside the nine. */
export const blockOf = (code: number): number | undefined =>
  code >= FIRST_BLOCK && code <= LAST_BLOCK_END ? code & ~0x7f : undefined;

/** Scripts whose readers drop the unwritten vowel at the end of a word and between syllables (schwa deletion). */
export const dropsSchwa = (block: number): boolean =>
  block === DEVANAGARI || block === BENGALI || block === GURMUKHI || block === GUJARATI;

export const NUKTA = 0x3c;
export const VIRAMA = 0x4d;
const FIRST_DIGIT = 0x66;

/** The Latin digit of an Indic decimal digit (offsets 0x66–0x6F in every one of the nine blocks). */
export const digitAt = (offset: number): string | undefined =>
  offset >= FIRST_DIGIT && offset <= FIRST_DIGIT + 9 ? String(offset - FIRST_DIGIT) : undefined;

const numbered = (first: number, row: string): [number, string][] =>
  row.split(" ").map((sound, i) => [first + i, sound]);

/** `ñ` is kept apart until the end because j + ñ is read "gy" (ज्ञान, Gyan). */
export const CONSONANTS: ReadonlyMap<number, string> = new Map([
  ...numbered(
    0x15,
    "k kh g gh n ch chh j jh ñ t th d dh n t th d dh n n p ph b bh m y r r l l zh v sh sh s h",
  ),
  ...numbered(0x58, "q kh g z r rh f y"),
  ...numbered(0x79, "zh y g j"),
  [0x7e, "d"],
  [0x7f, "b"],
]);

export const LETTER_VOWELS: ReadonlyMap<number, string> = new Map([
  ...numbered(0x04, "a a a i i u u ri li e e e ai o o o au"),
  [0x50, "om"],
  [0x60, "ri"],
  [0x61, "li"],
]);

export const VOWEL_SIGNS: ReadonlyMap<number, string> = new Map([
  ...numbered(0x3e, "a i i u u ri ri e e e ai o o o au"),
  ...numbered(0x4e, "e au"),
  [0x55, "e"],
  [0x62, "li"],
  [0x63, "li"],
]);

/** Letters with a dot below, once normalisation has split them into base + nukta. */
export const NUKTA_FORMS: ReadonlyMap<number, string> = new Map([
  [0x15, "q"],
  [0x1c, "z"],
  [0x21, "r"],
  [0x22, "rh"],
  [0x2b, "f"],
  [0x2f, "y"],
]);

/** Code points that do not follow the parallel: consonants that carry an inherent vowel. */
export const ODD_CONSONANTS: ReadonlyMap<number, string> = new Map([
  [0x09f0, "r"],
  [0x09f1, "v"],
  [0x0b71, "v"],
  [0x0c58, "ts"],
  [0x0c59, "dz"],
  [0x0c5a, "r"],
]);

/** Consonants with no vowel: Bengali khanda-ta and the Malayalam chillus. */
export const BARE_CONSONANTS: ReadonlyMap<number, string> = new Map([
  [0x09ce, "t"],
  [0x0d54, "m"],
  [0x0d55, "y"],
  [0x0d56, "zh"],
  ...numbered(0x0d7a, "n n r l l k"),
]);

/** Nasal marks: candrabindu and anusvara everywhere, and the Gurmukhi tippi. */
export const isNasalMark = (block: number, offset: number): boolean =>
  offset === 0x01 || offset === 0x02 || (block === GURMUKHI && offset === 0x70);

export const VISARGA = 0x03;
