/**
 * Recognises a value typed in another unit, or without its decimal point, and names the value meant.
 *
 * One rule keeps this from nagging: a slip is looked for only when the value as typed is outside the soft limits
 * for the age, and is reported only when the converted value is believable. If several conversions are, the first
 * in the list wins; lists run from the commonest mistake here to the rarest (pounds are hardly used in India).
 */
import { vitalDefinitions } from "./codes.ts";
import { divideHalfUp, parseDecimal, scaleDecimal } from "./decimal.ts";
import { hardLimits, isWithin, softLimits } from "./entry-limits.ts";
import type { IntegerVitalField, VitalContext } from "./fields.ts";
import type { SlipCode, Suggestion } from "./issues.ts";

export interface Slip extends Suggestion {
  readonly field: IntegerVitalField;
  readonly reason: SlipCode;
}

interface Conversion {
  readonly reason: SlipCode;
  /** Typed values this conversion is meant for, in thousandths of the display unit, inclusive. */
  readonly fromMilli: number;
  readonly toMilli: number;
  /** Thousandths of the display unit → stored unit. */
  readonly convert: (milli: number) => number;
}

const anyMilli = { fromMilli: 1, toMilli: 400_000_000 } as const;

const conversions: { readonly [F in IntegerVitalField]?: readonly Conversion[] } = {
  tempCx10: [
    // 86–113 °F is 30–45 °C: the whole range a living person can have. °C = (°F - 32) × 5/9.
    {
      reason: "looks-like-fahrenheit",
      fromMilli: 86_000,
      toMilli: 113_000,
      convert: (milli) => divideHalfUp((milli - 32_000) * 5, 900),
    },
    // "368" for 36.8: the same limits as the hard ones, ten times.
    {
      reason: "looks-like-missing-decimal",
      fromMilli: 250_000,
      toMilli: 450_000,
      convert: (milli) => divideHalfUp(milli, 1_000),
    },
    // "986" for 98.6 °F: both at once, told as the unit because that is the larger surprise.
    {
      reason: "looks-like-fahrenheit",
      fromMilli: 860_000,
      toMilli: 1_130_000,
      convert: (milli) => divideHalfUp((milli - 320_000) * 5, 9_000),
    },
  ],
  weightG: [
    { reason: "looks-like-grams", ...anyMilli, convert: (milli) => divideHalfUp(milli, 1_000) },
    { reason: "looks-like-missing-decimal", ...anyMilli, convert: (milli) => divideHalfUp(milli, 10) },
    // 1 lb = 0.45359237 kg by definition; to 100 g, since nobody's scale was finer.
    {
      reason: "looks-like-pounds",
      ...anyMilli,
      convert: (milli) => 100 * divideHalfUp(milli * 45_359, 10_000_000),
    },
  ],
  heightMm: [
    { reason: "looks-like-metres", ...anyMilli, convert: (milli) => milli },
    { reason: "looks-like-missing-decimal", ...anyMilli, convert: (milli) => divideHalfUp(milli, 1_000) },
    // 1 in = 25.4 mm by definition.
    { reason: "looks-like-inches", ...anyMilli, convert: (milli) => divideHalfUp(milli * 254, 10_000) },
  ],
  glucoseMgDl: [
    // 2.0–33 is what a meter set to mmol/L can show; 1 mmol/L of glucose is 18.016 mg/dL (molar mass 180.16).
    {
      reason: "looks-like-mmol-per-litre",
      fromMilli: 2_000,
      toMilli: 33_300,
      convert: (milli) => divideHalfUp(milli * 18_016, 1_000_000),
    },
  ],
  // "12/8": pressures spoken in cmHg. Narrower than the soft limits: a real diastolic of 15 mmHg must stay arguable.
  systolic: [
    {
      reason: "looks-like-cm-hg",
      fromMilli: 7_000,
      toMilli: 25_000,
      convert: (milli) => divideHalfUp(milli, 100),
    },
  ],
  diastolic: [
    {
      reason: "looks-like-cm-hg",
      fromMilli: 4_000,
      toMilli: 13_000,
      convert: (milli) => divideHalfUp(milli, 100),
    },
  ],
};

function findSlipInMilli(field: IntegerVitalField, milli: number, context: VitalContext): Slip | undefined {
  const soft = softLimits(field, context);
  const { scale } = vitalDefinitions[field];
  if (isWithin(soft, (milli * scale) / 1_000)) return undefined;
  // A very ill patient's 88 °F or 2.0 mmol/L must be recognised too, and nothing else looks like them.
  const believable = field === "tempCx10" || field === "glucoseMgDl" ? hardLimits[field] : soft;
  for (const { reason, fromMilli, toMilli, convert } of conversions[field] ?? []) {
    if (milli < fromMilli || milli > toMilli) continue;
    const suggestedValue = convert(milli);
    if (isWithin(believable, suggestedValue)) return { field, suggestedValue, reason };
  }
  return undefined;
}

/** A likelier value for a stored one, or undefined. `value` is in the field's stored unit. */
export function findSlip(
  field: IntegerVitalField,
  value: number,
  context: VitalContext = {},
): Slip | undefined {
  if (!Number.isSafeInteger(value) || value < 0) return undefined;
  return findSlipInMilli(field, (value * 1_000) / vitalDefinitions[field].scale, context);
}

/**
 * The same for typed text in the display unit, which may be finer than the field can store: "1.65" as a height in
 * cm, "5.6" as mg/dL. Call it when `parseVital` says `too-many-decimals`. Text with over three decimals gives undefined.
 */
export function findSlipInText(
  field: IntegerVitalField,
  text: string,
  context: VitalContext = {},
): Slip | undefined {
  const decimal = parseDecimal(text);
  if (!decimal || decimal.negative) return undefined;
  const { scaled, rounded } = scaleDecimal(decimal, 3);
  return rounded ? undefined : findSlipInMilli(field, scaled, context);
}
