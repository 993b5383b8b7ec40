/** The hypertension programme's levels, for adults only: another question than the reference range answers. */

/** In order of urgency; "low" ranks above "normal" and below every high one. */
export const bloodPressureLevels = [
  "normal",
  "low",
  "mildly-high",
  "moderately-high",
  "very-high",
  "extremely-high",
] as const;
export type BloodPressureLevel = (typeof bloodPressureLevels)[number];

// SOURCE: Simple (simple.org), BloodPressureLevel. Lowest mmHg of each level, worst first.
const starts: readonly { level: BloodPressureLevel; systolic: number; diastolic: number }[] = [
  { level: "extremely-high", systolic: 200, diastolic: 120 },
  { level: "very-high", systolic: 160, diastolic: 100 },
  { level: "moderately-high", systolic: 140, diastolic: 90 },
  { level: "mildly-high", systolic: 130, diastolic: 80 },
  { level: "normal", systolic: 90, diastolic: 60 },
];

function levelOf(arm: "systolic" | "diastolic", mmHg: number): BloodPressureLevel {
  return starts.find((start) => mmHg >= start[arm])?.level ?? "low";
}

/** The level of an adult's pressure in mmHg: the more urgent of the two arms' levels. */
export function bloodPressureLevel(systolic: number, diastolic: number): BloodPressureLevel {
  const [a, b] = [levelOf("systolic", systolic), levelOf("diastolic", diastolic)];
  return bloodPressureLevels.indexOf(a) >= bloodPressureLevels.indexOf(b) ? a : b;
}

/** What the programme counts as high blood pressure: moderately high and above (140/90). */
export function isHypertensiveLevel(level: BloodPressureLevel): boolean {
  return bloodPressureLevels.indexOf(level) >= bloodPressureLevels.indexOf("moderately-high");
}
