export {
  consciousnessCodes,
  integerVitalFields,
  isConsciousness,
  isIntegerVitalField,
  isVitalField,
  vitalFields,
} from "./fields.ts";
export type {
  Consciousness,
  IntegerVitalField,
  VitalContext,
  VitalField,
  VitalValue,
  VitalValues,
} from "./fields.ts";
export { type AgeBand, bandForAge, years } from "./age-bands.ts";
export { bloodPressurePanel, vitalDefinitions } from "./codes.ts";
export type { KeypadHints, LoincCoding, VitalDefinition } from "./codes.ts";
export { formatVital, parseVital } from "./format.ts";
export type { FormattedVital, ParsedVital, ParseErrorCode } from "./format.ts";
export { entryText, isEntryComplete } from "./keypad.ts";
export { hardLimits, softLimits } from "./entry-limits.ts";
export type { Limits, SoftLimits } from "./entry-limits.ts";
export type { SlipCode, Suggestion, VitalCheck, VitalIssue, VitalIssueCode } from "./issues.ts";
export { checkVital } from "./limits.ts";
export { checkReading } from "./check-reading.ts";
export type { ReadingCheck } from "./check-reading.ts";
export { findSlip, findSlipInText } from "./unit-slips.ts";
export type { Slip } from "./unit-slips.ts";
export { interpretationLevels, interpretVital } from "./interpret.ts";
export type { Interpretation, InterpretationLevel } from "./interpret.ts";
export type { RangedVitalField, ReferenceBand } from "./reference-ranges.ts";
export { bloodPressureLevel, bloodPressureLevels, isHypertensiveLevel } from "./blood-pressure-level.ts";
export type { BloodPressureLevel } from "./blood-pressure-level.ts";
export { importVital } from "./import-values.ts";
export type { ImportedVital, ImportErrorCode } from "./import-values.ts";
