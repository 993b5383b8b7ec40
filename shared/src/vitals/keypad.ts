/** When the number pad may move on by itself. */
import { vitalDefinitions } from "./codes.ts";
import { hardLimits } from "./entry-limits.ts";
import type { IntegerVitalField } from "./fields.ts";

/**
 * Whether the digits typed so far can only be a finished entry: no further digit fits, or one would pass the hard
 * limit (systolic "88": 880 is impossible, so move on; "12": 120 is not, so wait). The idea is Simple's, which
 * advances from systolic to diastolic; the rule is derived from the limits instead of listing first digits.
 * A pad with a point key never moves on: after "5" may come "52" or "5.2".
 */
export function isEntryComplete(field: IntegerVitalField, digits: string): boolean {
  const { keypad, scale } = vitalDefinitions[field];
  if (keypad.pointKey || !/^\d+$/.test(digits) || digits.length < keypad.minDigits) return false;
  if (digits.length >= keypad.maxDigits) return true;
  const smallestNext = Number(`${digits}0`) * (scale / 10 ** keypad.impliedDecimals);
  return smallestNext > hardLimits[field].max;
}

/** The digits with the implied decimal point put in, ready for `parseVital`: temperature "368" → "36.8". */
export function entryText(field: IntegerVitalField, digits: string): string {
  const { impliedDecimals } = vitalDefinitions[field].keypad;
  if (impliedDecimals === 0 || digits.length <= impliedDecimals) return digits;
  return `${digits.slice(0, -impliedDecimals)}.${digits.slice(-impliedDecimals)}`;
}
