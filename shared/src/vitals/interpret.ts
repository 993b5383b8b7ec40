/** Where a value stands in the reference range of the age. For display: it never refuses anything. */
import { bandForAge } from "./age-bands.ts";
import type { IntegerVitalField, VitalContext } from "./fields.ts";
import { referenceRanges, type RangedVitalField, type ReferenceBand } from "./reference-ranges.ts";

/** From worst low to worst high. */
export const interpretationLevels = ["critically-low", "low", "normal", "high", "critically-high"] as const;
export type InterpretationLevel = (typeof interpretationLevels)[number];

export interface Interpretation {
  readonly level: InterpretationLevel;
  /** The band used, in stored units. */
  readonly band: ReferenceBand;
  /** True when the age is unknown and the adult band was used: the display must say so. */
  readonly assumedAdult: boolean;
}

const isRanged = (field: IntegerVitalField): field is RangedVitalField =>
  Object.hasOwn(referenceRanges, field);

/**
 * The five-way interpretation of a value in the field's stored unit; undefined for a field without ranges.
 * SOURCE: OpenMRS 3 `assessValue`: critical bounds are inclusive, normal bounds exclusive.
 */
export function interpretVital(
  field: IntegerVitalField,
  value: number,
  { ageMonths }: VitalContext = {},
): Interpretation | undefined {
  if (!isRanged(field)) return undefined;
  const { band, assumedAdult } = bandForAge(referenceRanges[field], ageMonths);
  return { level: levelInBand(band, value), band, assumedAdult };
}

function levelInBand(band: ReferenceBand, value: number): InterpretationLevel {
  if (value >= band.criticalHigh) return "critically-high";
  if (value > band.normalHigh) return "high";
  if (value <= band.criticalLow) return "critically-low";
  if (value < band.normalLow) return "low";
  return "normal";
}
