/**
 * Exact decimal text → scaled whole number. Digits are moved, never multiplied: 16.1 × 1000 in binary floating
 * point is 16100.000000000002, and a stored vital sign must not depend on that.
 */

export interface Decimal {
  readonly negative: boolean;
  /** Digits before the point, without leading zeros beyond one. */
  readonly whole: string;
  /** Digits after the point, without trailing zeros. */
  readonly fraction: string;
}

// Nine whole digits keep every scaled value (×1000 at most) inside the safe integers.
const decimalPattern = /^([+-]?)(\d{0,9})(?:\.(\d{0,40}))?$/;

/** Reads plain decimal text ("36.8", "7", ".5"). Exponents, separators and non-Latin digits give undefined. */
export function parseDecimal(text: string): Decimal | undefined {
  const match = decimalPattern.exec(text.trim());
  if (!match) return undefined;
  const [, sign = "", whole = "", fraction = ""] = match;
  if (whole === "" && fraction === "") return undefined;
  return {
    negative: sign === "-",
    whole: whole.replace(/^0+(?=\d)/, "") || "0",
    fraction: fraction.replace(/0+$/, ""),
  };
}

/**
 * The decimal times a power of ten, rounded half up (away from zero), and whether rounding changed it.
 * `places` is the number of decimals that `scaled` keeps.
 */
export function scaleDecimal(decimal: Decimal, places: number): { scaled: number; rounded: boolean } {
  const kept = decimal.fraction.slice(0, places).padEnd(places, "0");
  const dropped = decimal.fraction.slice(places);
  const magnitude = Number(decimal.whole + kept) + (dropped >= "5" ? 1 : 0);
  // `|| 0` because JSON has no minus zero, and -0 would not equal the 0 that is read back.
  return { scaled: (decimal.negative ? -magnitude : magnitude) || 0, rounded: dropped !== "" };
}

/** numerator ÷ denominator, half up, exact for non-negative safe integers. */
export function divideHalfUp(numerator: number, denominator: number): number {
  const doubled = 2 * numerator + denominator;
  return (doubled - (doubled % (2 * denominator))) / (2 * denominator);
}

/** Decimal places that a scale of 1, 10, 100, … keeps. */
export function decimalPlaces(scale: number): number {
  return String(scale).length - 1;
}
