import { type MinuteVital, minuteVitals } from "@arogyasync/shared/records";
import { checkVital } from "@arogyasync/shared/vitals";
import type { IntakeErrorCode, Sample } from "./sample.ts";

/** A sample with what is impossible taken out of its values and named. */
export interface CheckedSample {
  readonly sample: Sample;
  readonly problems: readonly IntakeErrorCode[];
}

/**
 * Holds a sensor's values to the hard limits of shared/vitals. An impossible value makes its own vital unusable, never
 * the others of the message; a soft limit asks a person, and there is none here. [ED6]
 */
export const checkSample = (sample: Sample): CheckedSample => {
  const problems: IntakeErrorCode[] = [];
  const values: Partial<Record<MinuteVital, number>> = {};
  const unusable = new Set(sample.unusable);
  for (const vital of minuteVitals) {
    const value = sample.values[vital];
    if (value === undefined) continue;
    if (checkVital(vital, value).verdict === "refuse") {
      unusable.add(vital);
      problems.push("value-outside-limits");
    } else values[vital] = value;
  }
  const { systolic, diastolic } = values;
  if (systolic !== undefined && diastolic !== undefined && systolic <= diastolic) {
    for (const vital of ["systolic", "diastolic"] as const) {
      delete values[vital];
      unusable.add(vital);
    }
    problems.push("pressures-swapped");
  }
  return { sample: { ...sample, values, unusable: [...unusable] }, problems };
};
