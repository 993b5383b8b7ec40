import { normaliseCard, normalisePhone } from "./identifiers.ts";
import { type NameToken, nameToken, parseName } from "./name-key.ts";
import { isTitle } from "./titles.ts";
import { latinDigits, normaliseText } from "./transliterate.ts";
import { plainSpelling, wordsOf } from "./words.ts";

/** Part of a query: a word to find among names and places, or digits to find in phone and card numbers. */
export type QueryPart =
  | { readonly kind: "word"; readonly text: string; readonly token: NameToken }
  | { readonly kind: "number"; readonly text: string };

/** Fewer digits than this match nearly everybody. */
const SHORTEST_NUMBER = 3;

/** The parts of what was typed; all of them must be found. Titles and one or two lone digits ask for nothing. */
export const parseQuery = (query: string): QueryPart[] => {
  const text = latinDigits(normaliseText(query));
  if (/^[+\d\s\-()./]+$/.test(text)) return numberPart(normalisePhone(text) ?? text);
  const parts: QueryPart[] = [];
  let digits = "";
  const flushDigits = (): void => {
    parts.push(...numberPart(digits));
    digits = "";
  };
  for (const chunk of text.split(" ")) {
    // People type a phone number in groups: 98765 43210 is one number.
    if (/^[+\d-]+$/.test(chunk)) {
      digits += chunk;
      continue;
    }
    flushDigits();
    const isNumber = (chunk.match(/\d/g)?.length ?? 0) >= SHORTEST_NUMBER;
    parts.push(...(isNumber ? numberPart(chunk) : wordParts(chunk)));
  }
  flushDigits();
  const asking = parts.filter((part) => part.kind === "number" || !isTitle(plainSpelling(part.text)));
  return asking.length > 0 ? asking : parts;
};

const numberPart = (text: string): QueryPart[] => {
  const kept = (normalisePhone(text) ?? normaliseCard(text) ?? "").toUpperCase();
  return kept.length < SHORTEST_NUMBER ? [] : [{ kind: "number", text: kept }];
};

const wordParts = (text: string): QueryPart[] =>
  wordsOf(text)
    .filter((word) => !/^\d+$/.test(word.text))
    .map((word) => ({ kind: "word", text: word.text, token: nameToken(word) }));

/** Several words as one ("satya prakash" for Satyaprakash), or undefined when there is nothing to join. */
export const joinedQuery = (parts: readonly QueryPart[]): QueryPart[] | undefined => {
  const words = parts.filter((part) => part.kind === "word");
  if (words.length < 2 || words.length !== parts.length) return undefined;
  const text = words.map((part) => part.text).join("");
  const tamil = words.some((part) => part.token.tamil);
  return [{ kind: "word", text, token: nameToken({ text, tamil }) }];
};

/** What a name contributes to the index: its words and initials, and apart from them its relation's name. */
export const indexedWords = (name: string): { names: NameToken[]; context: NameToken[] } => {
  const parsed = parseName(name);
  const initials = parsed.initials.map((text) => nameToken({ text, tamil: false }));
  return { names: [...parsed.tokens, ...initials], context: placeWords(parsed.relationName ?? "") };
};

export const placeWords = (text: string): NameToken[] => wordsOf(text).map(nameToken);

/** The digits of phones and cards of one patient, phone first, one per line. */
export const numbersOf = (phone: string | undefined, cards: readonly string[]): string => {
  const digits = phone === undefined ? "" : (normalisePhone(phone) ?? latinDigits(phone).replace(/\D/g, ""));
  return [digits, ...cards.map((card) => normaliseCard(card) ?? "")].join("\n");
};
