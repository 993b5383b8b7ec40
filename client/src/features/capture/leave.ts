import {
  type IntegerVitalField,
  type VitalContext,
  type VitalIssue,
  checkReading,
  checkVital,
  entryText,
  findSlipInText,
  formatVital,
  parseVital,
  vitalDefinitions,
} from "@arogyasync/shared/vitals";
import { type Capture, activeField, currentStep, valueOf } from "./model.ts";
import { stepBoxes } from "../../widgets/steps.ts";

/** Moves past the active box if what it holds may stand; else says what is wrong. An empty box may be left. */
export const leaveBox = (capture: Capture, context: VitalContext): Capture => {
  const step = currentStep(capture);
  if (step === undefined) return capture;
  const field = activeField(capture);
  const problem = field === undefined ? undefined : problemOf(capture, field, context);
  if (problem !== undefined) return { ...capture, problem, replacing: false };
  if (capture.box + 1 < stepBoxes[step].length)
    return { ...capture, box: capture.box + 1, problem: undefined, replacing: true };
  const crossed = crossCheck(capture);
  if (crossed !== undefined) return { ...capture, problem: { kind: "issue", issue: crossed } };
  return leaveStep(capture);
};

/** On to the next step, or back to the review when it was opened from there. */
export const leaveStep = (capture: Capture): Capture => ({
  ...capture,
  at: capture.fromReview ? capture.steps.length : capture.at + 1,
  box: 0,
  problem: undefined,
  replacing: true,
  fromReview: false,
});

const problemOf = (capture: Capture, field: IntegerVitalField, context: VitalContext): Capture["problem"] => {
  const typed = capture.typed[field] ?? "";
  if (typed === "") return undefined;
  const digits = typed.replace(".", "").length;
  if (digits < vitalDefinitions[field].keypad.minDigits) return { kind: "incomplete", field };
  const text = entryText(field, typed);
  const parsed = parseVital(field, text);
  if (!parsed.ok) return { kind: "issue", issue: tooFine(field, text, context) };
  const check = checkVital(field, parsed.value, context);
  if (check.verdict === "ok") return undefined;
  if (check.verdict === "ask" && capture.confirmed.includes(field)) return undefined;
  return { kind: "issue", issue: check };
};

/** "1.65" as a height in cm: finer than can be stored, so ask for the value meant instead of rounding. */
const tooFine = (field: IntegerVitalField, text: string, context: VitalContext): VitalIssue => {
  const slip = findSlipInText(field, text, context);
  const code = slip?.reason ?? "not-an-integer";
  return {
    verdict: "refuse",
    code,
    messageKey: `vitals.issue.${code}`,
    params: {
      value: text,
      unit: vitalDefinitions[field].unit,
      ...(slip === undefined ? {} : { suggested: formatVital(field, slip.suggestedValue).text }),
    },
    fields: [field],
    suggestions: slip === undefined ? [] : [slip],
    assumedAdult: false,
  };
};

const crossCheck = (capture: Capture): VitalIssue | undefined => {
  if (currentStep(capture) !== "pressure") return undefined;
  const systolic = valueOf(capture, "systolic");
  const diastolic = valueOf(capture, "diastolic");
  const { issues } = checkReading({ systolic, diastolic });
  return issues.find(({ code }) => code === "systolic-not-above-diastolic");
};
