import { isConsciousness, isIntegerVitalField } from "@arogyasync/shared/vitals";
import type { ReadingView } from "../../data/rows.ts";
import { type Drafts, draftsOf } from "../../data/vault.ts";
import { type Capture, keysFor, startCapture } from "./model.ts";
import { chosenStepOrder } from "../../widgets/step-choice.ts";
import { stepFields, stepIds } from "../../widgets/steps.ts";

const keyOf = (patientId: string, corrects: string | undefined): string =>
  `${draftsOf(patientId)}${corrects ?? "new"}`;

/** A half-typed visit; `keptAtMs` is when its last key was pressed. */
export interface Draft {
  readonly capture: Capture;
  readonly keptAtMs: number;
}

/** After this a half-typed visit is another visit: its numbers must not be saved as measured now. */
const DRAFT_LIFE_MS = 30 * 60_000;

/** What was being typed for this patient a little while ago, if anything. [CL16] */
export const loadDraft = (
  drafts: Drafts,
  patientId: string,
  corrects: string | undefined,
  nowMs: number,
): Draft | undefined => {
  const text = drafts.get(keyOf(patientId, corrects));
  if (text === undefined) return undefined;
  try {
    const draft = JSON.parse(text) as Draft;
    const usable = Array.isArray(draft.capture.steps) && typeof draft.capture.typed === "object";
    return usable && nowMs - draft.keptAtMs < DRAFT_LIFE_MS ? draft : undefined;
  } catch {
    return undefined;
  }
};

/** Resolves when the device has it, or has forgotten it. */
export const keepDraft = (
  drafts: Drafts,
  patientId: string,
  corrects: string | undefined,
  draft: Draft | undefined,
): Promise<void> =>
  drafts.set(keyOf(patientId, corrects), draft === undefined ? undefined : JSON.stringify(draft));

/** A capture holding an existing reading, open at its review: the start of a correction. */
export const captureOf = (reading: ReadingView): Capture => {
  const typed: Capture["typed"] = Object.fromEntries(
    Object.entries(reading.values).flatMap(([field, value]) =>
      isIntegerVitalField(field) && typeof value === "number" ? [[field, keysFor(field, value)]] : [],
    ),
  );
  const { consciousness, onOxygen } = reading.values;
  const present = new Set([...Object.keys(reading.values), ...Object.keys(reading.notMeasured)]);
  const chosen = chosenStepOrder();
  const steps = [
    ...chosen,
    ...stepIds.filter(
      (step) => !chosen.includes(step) && stepFields[step].some((field) => present.has(field)),
    ),
  ];
  return {
    ...startCapture(steps),
    at: steps.length,
    typed,
    consciousness: isConsciousness(consciousness) ? consciousness : undefined,
    onOxygen: typeof onOxygen === "boolean" ? onOxygen : undefined,
    confirmed: reading.confirmed,
    notMeasured: reading.notMeasured,
  };
};
