/** Source decimals → stored whole numbers, for importers. Nobody is there to be asked, so it rounds and says so. */
import { vitalDefinitions } from "./codes.ts";
import { decimalPlaces, parseDecimal, scaleDecimal } from "./decimal.ts";
import { hardLimits } from "./entry-limits.ts";
import type { IntegerVitalField } from "./fields.ts";

export type ImportErrorCode = "missing" | "not-a-number" | "below-hard-limit" | "above-hard-limit";
export type ImportedVital =
  | {
      readonly ok: true;
      /** In the field's stored unit. */
      readonly value: number;
      /** True when the source was finer than the field stores. */
      readonly rounded: boolean;
    }
  | { readonly ok: false; readonly code: ImportErrorCode };

// How the PhysioNet tables and common CSV exports write "not measured".
const missingTexts: ReadonlySet<string> = new Set(["", "nan", "null", "na", "n/a"]);

/**
 * One source value in the field's UCUM unit (°C, kg, cm, mg/dL, L/min, mmHg, /min, %): `("tempCx10", 36.44)` → 364,
 * rounded. Halves go up, on the decimal digits of the source: 36.45 → 365, whatever binary makes of it.
 * Fails with `missing` (NaN, empty), `not-a-number` (also exponents), or a hard limit, tested after rounding.
 */
export function importVital(
  field: IntegerVitalField,
  source: number | string | null | undefined,
): ImportedVital {
  const text = String(source ?? "").trim();
  if (missingTexts.has(text.toLowerCase())) return { ok: false, code: "missing" };
  const decimal = parseDecimal(text);
  if (!decimal) return { ok: false, code: "not-a-number" };
  const { scaled: value, rounded } = scaleDecimal(decimal, decimalPlaces(vitalDefinitions[field].scale));
  const { min, max } = hardLimits[field];
  if (value < min) return { ok: false, code: "below-hard-limit" };
  if (value > max) return { ok: false, code: "above-hard-limit" };
  return { ok: true, value, rounded };
}
