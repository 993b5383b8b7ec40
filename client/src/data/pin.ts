/** A PIN shorter than this is guessed too soon by whoever holds a copy of the phone's storage. */
export const MIN_PIN_DIGITS = 6;
export const MAX_PIN_DIGITS = 12;

export type PinProblem = "pin-digits" | "pin-short" | "pin-long" | "pin-trivial";

/** 123456, 890123 and their like: each digit one above (or below) the one before it, with 0 after 9. */
const isRun = (digits: readonly number[], step: 1 | 9): boolean =>
  digits.every((digit, i) => i === 0 || digit === (digits[i - 1]! + step) % 10);

/** 000000, 121212, 123123: the same one, two or three digits again and again. */
const isRepeated = (pin: string): boolean =>
  [1, 2, 3].some((length) => pin === pin.slice(0, length).repeat(pin.length).slice(0, pin.length));

/** Why this is no PIN, or undefined. Those refused as trivial are what is tried first on a found phone. [VA4] */
export const pinProblem = (pin: string): PinProblem | undefined => {
  if (!/^\d*$/.test(pin)) return "pin-digits";
  if (pin.length < MIN_PIN_DIGITS) return "pin-short";
  if (pin.length > MAX_PIN_DIGITS) return "pin-long";
  const digits = Array.from(pin, Number);
  return isRun(digits, 1) || isRun(digits, 9) || isRepeated(pin) ? "pin-trivial" : undefined;
};
