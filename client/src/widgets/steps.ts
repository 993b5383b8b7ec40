import type { IntegerVitalField } from "@arogyasync/shared/vitals";

/** One step of the keypad: one vital, or two numbers that are read off one device. */
export const stepIds = [
  "heartRate",
  "spo2",
  "pressure",
  "tempCx10",
  "respiratoryRate",
  "weightG",
  "heightMm",
  "glucoseMgDl",
  "consciousness",
  "oxygen",
] as const;
export type StepId = (typeof stepIds)[number];

/** The number boxes of each step, in the order they are typed. */
export const stepBoxes: { readonly [S in StepId]: readonly IntegerVitalField[] } = {
  heartRate: ["heartRate"],
  spo2: ["spo2"],
  pressure: ["systolic", "diastolic"],
  tempCx10: ["tempCx10"],
  respiratoryRate: ["respiratoryRate"],
  weightG: ["weightG"],
  heightMm: ["heightMm"],
  glucoseMgDl: ["glucoseMgDl"],
  consciousness: [],
  oxygen: ["oxygenLMinx10"],
};

/** Every field a step may write: what "can't measure" is noted against. */
export const stepFields: { readonly [S in StepId]: readonly string[] } = {
  ...stepBoxes,
  consciousness: ["consciousness"],
  oxygen: ["onOxygen", "oxygenLMinx10"],
};

/** The order until the person chooses another: pulse and SpO2 come off one device, then the cuff. */
export const defaultStepOrder: readonly StepId[] = stepIds.filter((id) => id !== "heightMm");

/** Keeps only steps this version knows, once each; an empty or unreadable choice gives the default. */
export const readStepOrder = (stored: string | undefined): readonly StepId[] => {
  const names = (stored ?? "").split(",");
  const known = stepIds.filter((id) => names.includes(id));
  return known.length === 0 ? defaultStepOrder : known.sort((a, b) => names.indexOf(a) - names.indexOf(b));
};

export const notMeasuredReasons = ["no-device", "device-failed", "refused", "not-possible"] as const;
