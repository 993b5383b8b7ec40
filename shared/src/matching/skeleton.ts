import { plainSpelling } from "./words.ts";

type Rule = readonly [RegExp, string];

/**
 * What each step brings together, in the order it must run. Each pair is a documented trap of Indian names in Roman
 * letters; the order matters because later rules see the output of earlier ones.
 */
const RULES: readonly Rule[] = [
  // A first x is z (Xavier); elsewhere x and ksh are one sound (Laxmi, Lakshmi).
  [/^x/, "j"],
  [/k?x/g, "ks"],
  [/sh/g, "s"],
  // ज्ञ is gy, jn, gn or dny (Gyan, Jnan, Gnana, Prajna), but Rajnath has a real j + n.
  [/dny|jny|^jn|^gn|(?<!^ra)jn(?=a)/g, "gy"],
  // Tamil and Malayalam zh is an l (Pazhani, Palani), except in Azhar and Mazhar, where it is z + h.
  [/zh(?!ar)/g, "l"],
  [/z/g, "j"],
  [/q|ck/g, "k"],
  // Aspirates: written, mis-heard and left out at will.
  [/t?chh?/g, "c"],
  [/ph/g, "f"],
  [/([kgcjtdb])h+/g, "$1"],
  // Gowri is Gauri; any other w is a v, and a v is a b in the east (Bimal, Vimal).
  [/ow(?![aeiou])/g, "u"],
  [/[vw]/g, "b"],
  [/^hr/, "r"],
  // ṛ is ri in the north and ru in the west and south (Amrita, Amruta).
  [/([bcdfghjklmnpqst])r[iu](?=[bcdfghjklmnpqrst])/g, "$1r"],
  // Mahadeo is Mahadev; Rehman is Rahman; Dharmender is Dharmendra.
  [/eo$/, "eb"],
  [/e(?=h)/g, "a"],
  [/([bcdfghjklmnpqrst]{2})[eu]r$/, "$1ar"],
  // y after a vowel closes a diphthong; before a vowel i, y and iy are one glide (Safia, Safiya; but not Aditi, Aditya).
  [/([aeou])y/g, "$1i"],
  [/(?<![aeou])iy?(?=[aeou])/g, "y"],
  [/y(?![aeiou])/g, "i"],
  [/[ae]i/g, "i"],
  [/[ao]u/g, "u"],
  [/h$/, ""],
  [/e/g, "i"],
  [/o/g, "u"],
  // A doubled letter is one; a medial or final a is schwa as often as not.
  [/(.)\1+/gu, "$1"],
  [/(?<=.)a/gu, ""],
  [/([iu])\1+/g, "$1"],
  // Anusvara is m or n before a labial, s and h (Amber, Anbar; Hamsa, Hansa). Last, so that a schwa cannot hide it.
  [/n(?=[bpfsh])/g, "m"],
];

/**
 * The sound of a name in any usual spelling: consonants, with i and u classes kept and every a after the first letter
 * dropped. Lakshmi, Laxmi and लक्ष्मी (through `toRoman`) all give "lksmi". Words with non-Roman letters are their own key.
 */
export const skeleton = (word: string): string => {
  if (!/^[a-z]+$/.test(word)) return word;
  let text = plainSpelling(word);
  for (const [pattern, replacement] of RULES) text = text.replace(pattern, replacement);
  return text === "" ? word : text;
};

/** Letters Tamil script writes alike, on skeletons: k g, t d, p b (v), c j s; h it mostly leaves out. */
const LOOSE: Readonly<Record<string, string>> = {
  g: "k",
  d: "t",
  b: "p",
  f: "p",
  c: "s",
  j: "s",
  h: "",
  y: "",
  i: "",
  u: "",
};

/**
 * A coarser key for when one of two words is in Tamil script: voicing merged and every vowel after the first dropped,
 * because Tamil also breaks clusters up with vowels (பிரியா is Priya, சந்திரன் Chandran).
 */
export const looseKey = (key: string): string => {
  let loose = LOOSE[key[0] ?? ""] || (key[0] ?? "");
  for (let i = 1; i < key.length; i++) loose += LOOSE[key[i] ?? ""] ?? key[i] ?? "";
  return loose.replace(/(.)\1+/gu, "$1");
};
