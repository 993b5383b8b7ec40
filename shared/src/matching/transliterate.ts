import {
  BARE_CONSONANTS,
  BENGALI,
  CONSONANTS,
  LETTER_VOWELS,
  NUKTA,
  NUKTA_FORMS,
  ODD_CONSONANTS,
  TAMIL,
  TELUGU,
  VIRAMA,
  VISARGA,
  VOWEL_SIGNS,
  blockOf,
  digitAt,
  dropsSchwa,
  isNasalMark,
} from "./indic-blocks.ts";
import { type Sound, deleteSchwas, spellNasals, voiceTamil } from "./indic-sounds.ts";

/** Invisible joiners, marks and soft hyphens that keyboards and PDF copies leave inside names. */
const INVISIBLE = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]|\p{Variation_Selector}/gu;

/** Latin letters with no canonical decomposition that still turn up in names. */
const LATIN_EXTRAS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  þ: "th",
  ı: "i",
  ə: "a",
};

/** Most names typed are plain ASCII, and every normalisation leaves that as it is. */
const isAscii = (text: string): boolean => !/[^ -~]/.test(text);

/** NFKC, invisible characters removed, every kind of blank a plain space: the form every matcher starts from. */
export const normaliseText = (text: string): string =>
  (isAscii(text) ? text : text.normalize("NFKC").replace(INVISIBLE, "")).replace(/\s+/g, " ").trim();

/** Indic (all nine blocks), Arabic-Indic and full-width digits as 0–9; everything else unchanged. */
export const latinDigits = (text: string): string =>
  isAscii(text) ? text : text.normalize("NFKC").replace(/\p{Nd}/gu, latinDigit);

const latinDigit = (char: string): string => {
  const code = char.codePointAt(0) ?? 0;
  if ((code >= 0x0660 && code <= 0x0669) || (code >= 0x06f0 && code <= 0x06f9)) return String(code & 0xf);
  return blockOf(code) === undefined ? char : (digitAt(code & 0x7f) ?? char);
};

/**
 * Rough Roman, lower case, of a text in any mixture of scripts: enough to find and compare names, not to print them.
 * Long vowels are written short (गीता → gita). Text in a script it does not know comes back lower-cased.
 */
export const toRoman = (text: string): string => {
  if (isAscii(text)) return normaliseText(text).toLowerCase();
  let roman = "";
  let run: number[] = [];
  const flush = (): void => {
    if (run.length > 0) roman += romanOfRun(run);
    run = [];
  };
  for (const char of latinDigits(normaliseText(text))) {
    const code = char.codePointAt(0) ?? 0;
    const block = blockOf(code);
    const isLetter = block !== undefined && (code & 0x7f) !== 0x64 && (code & 0x7f) !== 0x65;
    if (isLetter && (run.length === 0 || blockOf(run[0] ?? 0) === block)) run.push(code);
    else {
      flush();
      if (isLetter) run.push(code);
      else roman += block === undefined ? plainLatin(char) : " ";
    }
  }
  flush();
  return roman;
};

const plainLatin = (char: string): string => {
  if (char < "\u0080") return char.toLowerCase();
  return Array.from(
    char.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase(),
    (c) => LATIN_EXTRAS[c] ?? c,
  ).join("");
};

/** One word in one script. */
const romanOfRun = (codes: readonly number[]): string => {
  const block = blockOf(codes[0] ?? 0) ?? 0;
  let sounds = soundsOf(codes, block);
  if (block === TAMIL) sounds = voiceTamil(sounds);
  if (dropsSchwa(block)) sounds = deleteSchwas(sounds);
  const text = spellNasals(sounds, block >= TELUGU);
  return text.replaceAll("jñ", "gy").replaceAll("ñ", "n");
};

const soundsOf = (codes: readonly number[], block: number): Sound[] => {
  const sounds: Sound[] = [];
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] ?? 0;
    const offset = code & 0x7f;
    const bare = BARE_CONSONANTS.get(code);
    const consonant = bare ?? ODD_CONSONANTS.get(code) ?? CONSONANTS.get(offset);
    if (consonant !== undefined) {
      const dotted = (codes[i + 1] ?? 0) - block === NUKTA;
      if (dotted) i++;
      const joined = (codes[i - (dotted ? 2 : 1)] ?? 0) - block === VIRAMA;
      const text =
        (dotted ? NUKTA_FORMS.get(offset) : undefined) ?? bengaliReading(block, offset, joined, i === 0);
      sounds.push({ kind: "consonant", text: text ?? consonant });
      const next = (codes[i + 1] ?? 0) - block;
      const silent = bare !== undefined || next === VIRAMA || VOWEL_SIGNS.has(next);
      if (!silent) sounds.push({ kind: "schwa", text: "a" });
    } else if (isNasalMark(block, offset)) sounds.push({ kind: "nasal", text: "n" });
    else if (offset === VISARGA) sounds.push({ kind: "consonant", text: "h" });
    else {
      const vowel = LETTER_VOWELS.get(offset) ?? VOWEL_SIGNS.get(offset);
      if (vowel !== undefined) sounds.push({ kind: "vowel", text: vowel });
    }
  }
  return sounds;
};

/** Bengali reads ya as "j" at the start of a word (যাদব, Jadab) and ba below another letter as "v" (বিশ্ব, Biswa). */
const bengaliReading = (
  block: number,
  offset: number,
  joined: boolean,
  first: boolean,
): string | undefined => {
  if (block !== BENGALI) return undefined;
  if (offset === 0x2f && first) return "j";
  return offset === 0x2c && joined ? "v" : undefined;
};
