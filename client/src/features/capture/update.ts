import {
  type Consciousness,
  type IntegerVitalField,
  type VitalContext,
  entryText,
  hardLimits,
  isEntryComplete,
  isIntegerVitalField,
  vitalDefinitions,
} from "@arogyasync/shared/vitals";
import { leaveBox, leaveStep } from "./leave.ts";
import { type Capture, activeField, currentStep, isReview, keysFor, valueOf } from "./model.ts";
import { type StepId, stepBoxes, stepFields } from "../../widgets/steps.ts";

export type CaptureAction =
  | { readonly type: "digit"; readonly digit: string }
  | { readonly type: "point" }
  | { readonly type: "back" }
  | { readonly type: "next" }
  | { readonly type: "nudge"; readonly by: 1 | -1 }
  | { readonly type: "cannot-measure"; readonly reason: string }
  | { readonly type: "consciousness"; readonly code: Consciousness }
  | { readonly type: "on-oxygen"; readonly value: boolean }
  | { readonly type: "confirm" }
  | { readonly type: "confirm-fields"; readonly fields: readonly string[] }
  | { readonly type: "re-enter" }
  | { readonly type: "take-suggestion" }
  | { readonly type: "open-box"; readonly box: number }
  | { readonly type: "open-step"; readonly step: StepId }
  | { readonly type: "previous" };

/** One press → the next state. Pure: the screen renders the result and nothing else happens. [CL12] */
export const updateCapture = (capture: Capture, action: CaptureAction, context: VitalContext): Capture => {
  switch (action.type) {
    case "digit":
      return pressDigit(capture, action.digit, context);
    case "point":
      return pressPoint(capture);
    case "back":
      return pressBack(capture);
    case "next":
      return isReview(capture) ? capture : leaveBox(capture, context);
    case "nudge":
      return nudge(capture, action.by);
    case "cannot-measure":
      return cannotMeasure(capture, action.reason);
    case "consciousness":
      return leaveStep({ ...measured(capture, ["consciousness"]), consciousness: action.code });
    case "on-oxygen":
      return chooseOxygen(capture, action.value);
    case "confirm":
      return confirmProblem(capture, context);
    case "confirm-fields":
      return { ...capture, confirmed: [...new Set([...capture.confirmed, ...action.fields])] };
    case "re-enter":
      return reEnter(capture);
    case "take-suggestion":
      return takeSuggestion(capture, context);
    case "open-box":
      return { ...capture, box: action.box, problem: undefined, replacing: true };
    case "open-step":
      return openStep(capture, action.step);
    case "previous":
      return previous(capture);
  }
};

/** A new value cancels what was said about the old one. */
const measured = (capture: Capture, fields: readonly string[]): Capture => {
  const step = currentStep(capture);
  const cleared = new Set<string>([...fields, ...(step === undefined ? [] : stepFields[step])]);
  return {
    ...capture,
    problem: undefined,
    replacing: false,
    confirmed: capture.confirmed.filter((field) => !fields.includes(field)),
    notMeasured: Object.fromEntries(Object.entries(capture.notMeasured).filter(([key]) => !cleared.has(key))),
  };
};

const type = (capture: Capture, field: IntegerVitalField, keys: string): Capture => ({
  ...measured(capture, [field]),
  typed: { ...capture.typed, [field]: keys },
});

/** After a refusal the digits on the screen are wrong: the next one starts over. */
const keysSoFar = (capture: Capture, field: IntegerVitalField): string =>
  capture.replacing || capture.problem?.kind === "issue" ? "" : (capture.typed[field] ?? "");

const pressDigit = (capture: Capture, digit: string, context: VitalContext): Capture => {
  const field = activeField(capture);
  if (field === undefined || !/^\d$/.test(digit)) return capture;
  const before = keysSoFar(capture, field);
  if (before.replace(".", "").length >= vitalDefinitions[field].keypad.maxDigits) return capture;
  const keys = before + digit;
  const next = type(capture, field, keys);
  return isEntryComplete(field, keys) ? leaveBox(next, context) : next;
};

const pressPoint = (capture: Capture): Capture => {
  const field = activeField(capture);
  if (field === undefined || !vitalDefinitions[field].keypad.pointKey) return capture;
  const before = keysSoFar(capture, field);
  return before.includes(".") ? capture : type(capture, field, `${before === "" ? "0" : before}.`);
};

const pressBack = (capture: Capture): Capture => {
  const field = activeField(capture);
  if (field === undefined) return previous(capture);
  const keys = capture.typed[field] ?? "";
  if (keys !== "") return type(capture, field, keys.slice(0, -1));
  return capture.box > 0
    ? { ...capture, box: capture.box - 1, replacing: false, problem: undefined }
    : capture;
};

/** One step of the last shown decimal, in stored units: 0.1 °C, 0.1 kg, half a litre a minute, else one. */
const nudgeSize: Partial<Record<IntegerVitalField, number>> = {
  weightG: 100,
  heightMm: 10,
  oxygenLMinx10: 5,
};

const nudge = (capture: Capture, by: 1 | -1): Capture => {
  const field = activeField(capture);
  const value = field === undefined ? undefined : valueOf(capture, field);
  if (field === undefined || value === undefined) return capture;
  const { min, max } = hardLimits[field];
  const moved = Math.min(max, Math.max(min, value + by * (nudgeSize[field] ?? 1)));
  return { ...type(capture, field, keysFor(field, moved)), replacing: true };
};

const cannotMeasure = (capture: Capture, reason: string): Capture => {
  const step = currentStep(capture);
  if (step === undefined) return capture;
  const fields = stepFields[step];
  const emptied = measured(capture, fields);
  const typed = Object.fromEntries(
    Object.entries(emptied.typed).filter(([field]) => !fields.includes(field)),
  );
  return leaveStep({
    ...emptied,
    typed,
    consciousness: step === "consciousness" ? undefined : emptied.consciousness,
    onOxygen: step === "oxygen" ? undefined : emptied.onOxygen,
    notMeasured: { ...emptied.notMeasured, [fields[0] ?? step]: reason },
  });
};

const chooseOxygen = (capture: Capture, value: boolean): Capture => {
  const next = { ...measured(capture, ["onOxygen", "oxygenLMinx10"]), onOxygen: value };
  if (value) return { ...next, box: 0, replacing: true };
  const { oxygenLMinx10: _flow, ...typed } = next.typed;
  return leaveStep({ ...next, typed });
};

const confirmProblem = (capture: Capture, context: VitalContext): Capture => {
  if (capture.problem?.kind !== "issue" || capture.problem.issue.verdict !== "ask") return capture;
  const confirmed = [...new Set([...capture.confirmed, ...capture.problem.issue.fields])];
  return leaveBox({ ...capture, confirmed, problem: undefined }, context);
};

const reEnter = (capture: Capture): Capture => {
  const step = currentStep(capture);
  if (step === undefined || capture.problem?.kind !== "issue") return capture;
  const wrong = stepBoxes[step].filter((field) =>
    capture.problem?.kind === "issue" ? capture.problem.issue.fields.includes(field) : false,
  );
  const typed = { ...capture.typed };
  for (const field of wrong) typed[field] = "";
  const first = stepBoxes[step].findIndex((field) => wrong.includes(field));
  return { ...capture, typed, box: Math.max(first, 0), problem: undefined, replacing: false };
};

const takeSuggestion = (capture: Capture, context: VitalContext): Capture => {
  if (capture.problem?.kind !== "issue") return capture;
  let next = capture;
  for (const { field, suggestedValue } of capture.problem.issue.suggestions)
    if (isIntegerVitalField(field)) next = type(next, field, keysFor(field, suggestedValue));
  return next === capture ? capture : leaveBox(next, context);
};

const openStep = (capture: Capture, step: StepId): Capture => {
  const at = capture.steps.indexOf(step);
  if (at < 0) return capture;
  return { ...capture, at, box: 0, problem: undefined, replacing: true, fromReview: isReview(capture) };
};

const previous = (capture: Capture): Capture => {
  if (capture.at === 0) return capture;
  return { ...capture, at: capture.at - 1, box: 0, problem: undefined, replacing: true, fromReview: false };
};

/** The active box as decimal text in its display unit, for messages. */
export const typedText = (capture: Capture): string => {
  const field = activeField(capture);
  return field === undefined ? "" : entryText(field, capture.typed[field] ?? "");
};
