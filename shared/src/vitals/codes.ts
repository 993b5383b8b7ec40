/**
 * The catalogue: how each field is coded, scaled, shown and typed.
 *
 * SOURCES. LOINC and UCUM: HL7 FHIR R4 vital-signs profiles (2708-6 is fixed there and 59408-5 goes beside it);
 * glucose 2339-0: US Core laboratory example; 41653-7, 67775-7, 3151-8: LOINC, recalled, check before an exchange
 * with a real partner depends on them. Display decimals: GP Connect (height 0, weight 1, pulse 0, BP 0, temp 1);
 * oxygen flow 1 is a proposal, because flowmeters for children are marked in tenths.
 */
import type { VitalField } from "./fields.ts";

export interface LoincCoding {
  readonly code: string;
  readonly display: string;
}

/** Hints for the number pad. Digits are counted without the decimal point. */
export interface KeypadHints {
  readonly minDigits: number;
  readonly maxDigits: number;
  /** Digits that fall after the point without anyone typing it: 3·6·8 is 36.8 when this is 1. */
  readonly impliedDecimals: number;
  /** True when the pad shows a point key (then `impliedDecimals` is 0 and nothing auto-advances early). */
  readonly pointKey: boolean;
}

export interface VitalDefinition {
  readonly field: VitalField;
  readonly kind: "integer" | "code" | "boolean";
  /** Stored value ÷ scale = value in `ucum`. A power of ten; 1 for codes and booleans. */
  readonly scale: 1 | 10 | 1000;
  /** UCUM code of the FHIR quantity; empty when the value has no unit. */
  readonly ucum: string;
  /** The unit as a person reads it. */
  readonly unit: string;
  readonly category: "vital-signs" | "laboratory";
  /** All of them go on the Observation, in this order. Empty: the field has no code of its own. */
  readonly codings: readonly LoincCoding[];
  /** Used INSTEAD of `codings` when the method is known (glucose by glucometer). */
  readonly alternativeCodings: readonly LoincCoding[];
  /** Decimals always shown; more are shown when the stored value has them, so nothing is rounded silently. */
  readonly displayDecimals: number;
  readonly keypad: KeypadHints;
  /** i18n key of the parameter's name. */
  readonly labelKey: `vitals.field.${VitalField}`;
}

/** The panel that carries systolic, diastolic and mean as components, without a value of its own. */
export const bloodPressurePanel: LoincCoding = {
  code: "85354-9",
  display: "Blood pressure panel with all children optional",
};

const fixed = (minDigits: number, maxDigits: number, impliedDecimals = 0): KeypadHints => ({
  minDigits,
  maxDigits,
  impliedDecimals,
  pointKey: false,
});
const withPoint = (minDigits: number, maxDigits: number): KeypadHints => ({
  minDigits,
  maxDigits,
  impliedDecimals: 0,
  pointKey: true,
});
const noKeypad = fixed(0, 0);

type Given = Pick<VitalDefinition, "ucum" | "keypad"> & Partial<VitalDefinition>;

function define(field: VitalField, codings: Record<string, string>, given: Given): VitalDefinition {
  return {
    field,
    kind: "integer",
    scale: 1,
    unit: given.ucum,
    category: "vital-signs",
    codings: Object.entries(codings).map(([code, display]) => ({ code, display })),
    alternativeCodings: [],
    displayDecimals: 0,
    labelKey: `vitals.field.${field}`,
    ...given,
  };
}

const mmHg = { ucum: "mm[Hg]", unit: "mmHg", keypad: fixed(2, 3) } as const;

/** Every field's definition, by field. */
export const vitalDefinitions: { readonly [F in VitalField]: VitalDefinition } = {
  heartRate: define("heartRate", { "8867-4": "Heart rate" }, { ucum: "/min", keypad: fixed(2, 3) }),
  spo2: define(
    "spo2",
    {
      "2708-6": "Oxygen saturation in Arterial blood",
      "59408-5": "Oxygen saturation in Arterial blood by Pulse oximetry",
    },
    { ucum: "%", keypad: fixed(2, 3) },
  ),
  tempCx10: define(
    "tempCx10",
    { "8310-5": "Body temperature" },
    { ucum: "Cel", unit: "°C", scale: 10, displayDecimals: 1, keypad: fixed(3, 3, 1) },
  ),
  systolic: define("systolic", { "8480-6": "Systolic blood pressure" }, mmHg),
  diastolic: define("diastolic", { "8462-4": "Diastolic blood pressure" }, mmHg),
  meanArterial: define("meanArterial", { "8478-0": "Mean blood pressure" }, mmHg),
  respiratoryRate: define(
    "respiratoryRate",
    { "9279-1": "Respiratory rate" },
    { ucum: "/min", keypad: fixed(1, 3) },
  ),
  weightG: define(
    "weightG",
    { "29463-7": "Body weight" },
    { ucum: "kg", scale: 1000, displayDecimals: 1, keypad: withPoint(1, 6) },
  ),
  heightMm: define(
    "heightMm",
    { "8302-2": "Body height" },
    { ucum: "cm", scale: 10, keypad: withPoint(2, 4) },
  ),
  glucoseMgDl: define(
    "glucoseMgDl",
    { "2339-0": "Glucose [Mass/volume] in Blood" },
    {
      ucum: "mg/dL",
      category: "laboratory",
      keypad: fixed(2, 4),
      alternativeCodings: [
        { code: "41653-7", display: "Glucose [Mass/volume] in Capillary blood by Glucometer" },
      ],
    },
  ),
  oxygenLMinx10: define(
    "oxygenLMinx10",
    { "3151-8": "Inhaled oxygen flow rate" },
    { ucum: "L/min", scale: 10, displayDecimals: 1, keypad: withPoint(1, 3) },
  ),
  consciousness: define(
    "consciousness",
    { "67775-7": "Level of responsiveness" },
    { kind: "code", ucum: "", keypad: noKeypad },
  ),
  onOxygen: define("onOxygen", {}, { kind: "boolean", ucum: "", keypad: noKeypad }),
};
