/**
 * The names of the measurements a reading may hold, and the types of their values.
 *
 * A reading is one flat JSON object. Numbers are whole numbers in a scaled unit that the name states
 * (`tempCx10: 368` is 36.8 °C): a float would make two devices hash the same measurement differently.
 */

/** Fields whose value is a scaled whole number. */
export const integerVitalFields = [
  "heartRate",
  "spo2",
  "tempCx10",
  "systolic",
  "diastolic",
  "meanArterial",
  "respiratoryRate",
  "weightG",
  "heightMm",
  "glucoseMgDl",
  "oxygenLMinx10",
] as const;

/** Every field, in the order in which forms and tables show them. */
export const vitalFields = [...integerVitalFields, "consciousness", "onOxygen"] as const;

/** ACVPU: Alert, new Confusion, responds to Voice, to Pain, Unresponsive (RCP, NEWS2 2017). */
export const consciousnessCodes = ["A", "C", "V", "P", "U"] as const;

export type IntegerVitalField = (typeof integerVitalFields)[number];
export type VitalField = (typeof vitalFields)[number];
export type Consciousness = (typeof consciousnessCodes)[number];
export type VitalValue = number | string | boolean;

/** The measurements of one reading; a field that was not measured is absent. */
export type VitalValues = { readonly [F in IntegerVitalField]?: number | undefined } & {
  readonly consciousness?: Consciousness | undefined;
  readonly onOxygen?: boolean | undefined;
};

/** What the limits and ranges need to know of the patient. */
export interface VitalContext {
  /** Age in months, fractions allowed. Unknown, negative or not finite: the adult bands are used and flagged. */
  readonly ageMonths?: number | undefined;
  /** Not used yet: every band here is the envelope of both sexes. It is in the type so callers pass it now. */
  readonly sex?: "male" | "female" | "other" | "unknown" | undefined;
}

const integerFieldSet: ReadonlySet<string> = new Set(integerVitalFields);
const fieldSet: ReadonlySet<string> = new Set(vitalFields);
const consciousnessSet: ReadonlySet<unknown> = new Set(consciousnessCodes);

export function isVitalField(name: string): name is VitalField {
  return fieldSet.has(name);
}

export function isIntegerVitalField(name: string): name is IntegerVitalField {
  return integerFieldSet.has(name);
}

export function isConsciousness(value: unknown): value is Consciousness {
  return consciousnessSet.has(value);
}
