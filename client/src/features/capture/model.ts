import {
  type Consciousness,
  type IntegerVitalField,
  type VitalIssue,
  type VitalValues,
  entryText,
  formatVital,
  parseVital,
  vitalDefinitions,
} from "@arogyasync/shared/vitals";
import { type StepId, stepBoxes } from "../../widgets/steps.ts";

/** Why the person is held at this box. */
export type Problem =
  | { readonly kind: "incomplete"; readonly field: IntegerVitalField }
  | { readonly kind: "issue"; readonly issue: VitalIssue };

/** Everything typed so far. Plain data: it is kept in the tab's storage so that a reload loses nothing. */
export interface Capture {
  readonly steps: readonly StepId[];
  /** The step being asked; `steps.length` is the review. */
  readonly at: number;
  /** The active box of the step. */
  readonly box: number;
  /** Keys pressed, per field, in order; the implied decimal point is not among them. */
  readonly typed: Readonly<Partial<Record<IntegerVitalField, string>>>;
  /** The next digit starts the box over: it holds a finished value. */
  readonly replacing: boolean;
  readonly consciousness: Consciousness | undefined;
  readonly onOxygen: boolean | undefined;
  /** Fields whose unusual value the person confirmed. */
  readonly confirmed: readonly string[];
  /** field → reason code. */
  readonly notMeasured: Readonly<Record<string, string>>;
  readonly problem: Problem | undefined;
  /** The step was opened from the review: leaving it goes back there. */
  readonly fromReview: boolean;
}

export const startCapture = (steps: readonly StepId[]): Capture => ({
  steps,
  at: 0,
  box: 0,
  typed: {},
  replacing: false,
  consciousness: undefined,
  onOxygen: undefined,
  confirmed: [],
  notMeasured: {},
  problem: undefined,
  fromReview: false,
});

export const currentStep = (capture: Capture): StepId | undefined => capture.steps[capture.at];
export const isReview = (capture: Capture): boolean => capture.at >= capture.steps.length;

export const activeField = (capture: Capture): IntegerVitalField | undefined => {
  const step = currentStep(capture);
  return step === undefined ? undefined : stepBoxes[step][capture.box];
};

/** The stored value of what was typed, or undefined while it is empty or not a number yet. */
export const valueOf = (capture: Capture, field: IntegerVitalField): number | undefined => {
  const typed = capture.typed[field];
  if (typed === undefined || typed === "") return undefined;
  const parsed = parseVital(field, entryText(field, typed));
  return parsed.ok ? parsed.value : undefined;
};

/** The keys that would have typed a stored value: 368 → "368" (36.8 °C), 58500 → "58.5" (kg). */
export const keysFor = (field: IntegerVitalField, value: number): string => {
  const { text } = formatVital(field, value);
  return vitalDefinitions[field].keypad.impliedDecimals > 0 ? text.replace(".", "") : text;
};

/** What the box shows: digits fill a fixed pattern from the left, so "36" reads "36._" and not "3.6". */
export const boxText = (field: IntegerVitalField, typed: string): string => {
  const { impliedDecimals, maxDigits } = vitalDefinitions[field].keypad;
  if (impliedDecimals === 0) return typed;
  const filled = typed.padEnd(maxDigits, "_");
  return `${filled.slice(0, -impliedDecimals)}.${filled.slice(-impliedDecimals)}`;
};

/** All values of the capture, for checking and saving. */
export const valuesOf = (capture: Capture): VitalValues => {
  const values: Partial<Record<IntegerVitalField, number>> = {};
  for (const field of Object.keys(capture.typed) as IntegerVitalField[]) {
    const value = valueOf(capture, field);
    if (value !== undefined) values[field] = value;
  }
  return {
    ...values,
    ...(capture.consciousness === undefined ? {} : { consciousness: capture.consciousness }),
    ...(capture.onOxygen === undefined ? {} : { onOxygen: capture.onOxygen }),
  };
};

/** True when there is something to lose. */
export const hasEntries = (capture: Capture): boolean =>
  Object.values(capture.typed).some((typed) => typed !== "") ||
  capture.consciousness !== undefined ||
  capture.onOxygen !== undefined ||
  Object.keys(capture.notMeasured).length > 0;
