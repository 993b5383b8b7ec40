import { concatBytes, sha256, utf8ToBytes } from "../bytes/index.ts";
import type { Random } from "../ports/index.ts";
import { err, ok, type Result } from "../result.ts";

/** Crockford's base32 (crockford.com/base32.html): no I, L, O, which are read as 1, 1, 0, and no U. */
const SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** 11 random symbols (55 bits) and one that checks them: three groups of four. */
export const ENROLMENT_CODE_LENGTH = 12;

export type EnrolmentCodeError = "enrolment-code-short" | "enrolment-code-mistyped";

/** Times x in GF(32), modulo the primitive polynomial x^5 + x^2 + 1. */
const timesX = (value: number): number => (value << 1) ^ ((value & 16) === 0 ? 0 : 0b100101);

/**
 * The symbols as a polynomial, at x: 0 for a whole code. Every place has another weight that is not 0, so one wrong
 * symbol and any two that changed places are always noticed.
 */
const remainderOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => timesX(sum) ^ value, 0);

/** A code for one use, in capitals without separators. */
export const newEnrolmentCode = (random: Random): string => {
  const values = Array.from(random.bytes(ENROLMENT_CODE_LENGTH - 1), (byte) => byte & 31);
  return [...values, timesX(remainderOf(values))].map((value) => SYMBOLS[value]).join("");
};

const plain = (typed: string): string =>
  typed
    .replace(/^.*#enrol=/s, "")
    .normalize("NFKC")
    // A Hindi keyboard writes its own digits.
    .replace(/[\u0966-\u096f]/g, (digit) => String((digit.codePointAt(0) ?? 0) - 0x0966))
    .toUpperCase()
    .replace(/[\s._–-]/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");

/** What somebody typed, pasted or scanned (the whole link too) as the code that was meant; a slip is named. [ID30] */
export const readEnrolmentCode = (typed: string): Result<string, EnrolmentCodeError> => {
  const code = plain(typed);
  if (code.length < ENROLMENT_CODE_LENGTH) return err("enrolment-code-short");
  const values = Array.from(code, (symbol) => SYMBOLS.indexOf(symbol));
  return code.length === ENROLMENT_CODE_LENGTH && !values.includes(-1) && remainderOf(values) === 0
    ? ok(code)
    : err("enrolment-code-mistyped");
};

/** As it is shown and read out: "7K3M-9QXT-2B4V". */
export const groupedCode = (code: string): string => code.replace(/(.{4})(?=.)/g, "$1-");

/** What the relay keeps of a code. */
export const enrolmentCodeHash = (code: string): Uint8Array =>
  sha256(concatBytes(utf8ToBytes("arogya/enrolment-code/1\0"), utf8ToBytes(code)));
