import { latinDigits, normaliseText } from "./transliterate.ts";

/** Characters people put between the digits of a phone or card number. */
const SEPARATORS = /[\s\-–—‐‑−()./_,:;'"=]/g;

/**
 * A ten-digit Indian number without prefix: `+91`, `0091`, `91` and trunk `0` removed, Indic digits read, separators
 * dropped. Undefined for anything else, and for ten equal digits, which is what a form that demands a number gets.
 * Source: National Numbering Plan 2003 (DoT): ten significant digits, the first not 0.
 */
export const normalisePhone = (raw: string): string | undefined => {
  const compact = latinDigits(normaliseText(raw)).replace(SEPARATORS, "");
  const digits = /^(?:\+91|0091|91)?0?([1-9]\d{9})$/.exec(compact)?.[1];
  return digits === undefined || /^(\d)\1{9}$/.test(digits) ? undefined : digits;
};

/** Mobile series begin with 6, 7, 8 or 9 (National Numbering Plan, mobile levels); others are landlines. */
export const isMobilePhone = (phone: string): boolean => /^[6-9]\d{9}$/.test(phone);

/** Length of an ABHA number and its display groups (NHA's own `formatAbhaNumber`). */
const ABHA_LENGTH = 14;

/** The fourteen digits of an ABHA number, or undefined. No checksum is asked for: see `abhaWarning`. */
export const normaliseAbha = (raw: string): string | undefined => {
  const digits = latinDigits(normaliseText(raw)).replace(SEPARATORS, "");
  return digits.length === ABHA_LENGTH && /^\d+$/.test(digits) ? digits : undefined;
};

/** An ABHA number as it is printed: 91-1234-5678-9012. Undefined when it is not one. */
export const formatAbha = (raw: string): string | undefined =>
  normaliseAbha(raw)?.replace(/^(\d{2})(\d{4})(\d{4})(\d{4})$/, "$1-$2-$3-$4");

/**
 * "Check the number", never "refused". Of 37 published sample numbers 23 pass Luhn, and all of the modern 91- series;
 * the authority names no algorithm, so a failing number is still accepted and left to ABDM verification.
 */
export const abhaWarning = (raw: string): "not-14-digits" | "check-digit" | undefined => {
  const digits = normaliseAbha(raw);
  if (digits === undefined) return "not-14-digits";
  return passesLuhn(digits) ? undefined : "check-digit";
};

/** ISO/IEC 7812-1 Annex B, mod 10. */
export const passesLuhn = (digits: string): boolean => {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
};

/**
 * A card, ration-card or member number for comparing: upper case, letters and digits only, leading zeros kept.
 * Undefined when nothing is left, or when a spreadsheet turned it into 9.17E+13 and the digits are gone.
 */
export const normaliseCard = (raw: string): string | undefined => {
  const text = latinDigits(normaliseText(raw)).toUpperCase();
  if (/^[="']*\d+(\.\d+)?E\+\d+["']*$/.test(text)) return undefined;
  const kept = text.replace(/[^\p{L}\p{N}]/gu, "");
  return kept === "" ? undefined : kept;
};
