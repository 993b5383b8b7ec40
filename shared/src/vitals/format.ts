/** Stored value ↔ text in the unit people read, exact both ways. */
import { vitalDefinitions } from "./codes.ts";
import { decimalPlaces, parseDecimal, scaleDecimal } from "./decimal.ts";
import type { IntegerVitalField, VitalField, VitalValue } from "./fields.ts";

export interface FormattedVital {
  readonly text: string;
  readonly unit: string;
}

/**
 * The value as a person reads it, with Latin digits: `formatVital("tempCx10", 368)` → `{ text: "36.8", unit: "°C" }`.
 * Never rounds: decimals beyond the usual ones are shown when the stored value has them (3245 g → "3.245").
 * A code or boolean comes back as its own text, for the caller to translate.
 * Throws RangeError when an integer field is given something other than a safe integer.
 */
export function formatVital(field: VitalField, value: VitalValue): FormattedVital {
  const { kind, scale, unit, displayDecimals } = vitalDefinitions[field];
  if (kind !== "integer") return { text: String(value), unit };
  if (typeof value !== "number" || !Number.isSafeInteger(value))
    throw new RangeError(`${field} must be a safe integer, got ${String(value)}`);
  const places = decimalPlaces(scale);
  const digits = String(Math.abs(value)).padStart(places + 1, "0");
  const cut = digits.length - places;
  const fraction = digits.slice(cut).replace(/0+$/, "").padEnd(displayDecimals, "0");
  const text = (value < 0 ? "-" : "") + digits.slice(0, cut) + (fraction ? `.${fraction}` : "");
  return { text, unit };
}

export type ParseErrorCode = "not-a-number" | "too-many-decimals";
export type ParsedVital =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly code: ParseErrorCode };

/**
 * Typed text in the field's display unit → stored whole number, exactly: `parseVital("tempCx10", "36.8")` → 368.
 * Text finer than the field's resolution is refused, not rounded, because the person is there to be asked.
 */
export function parseVital(field: IntegerVitalField, text: string): ParsedVital {
  const decimal = parseDecimal(text);
  if (!decimal || decimal.negative) return { ok: false, code: "not-a-number" };
  const { scaled, rounded } = scaleDecimal(decimal, decimalPlaces(vitalDefinitions[field].scale));
  return rounded ? { ok: false, code: "too-many-decimals" } : { ok: true, value: scaled };
}
