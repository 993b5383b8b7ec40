import type { Seeded } from "./seeded.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What happens to a made-up patient over thirty days. */
export const courses = ["steady", "pressure", "fever", "worse", "unseen"] as const;
export type Course = (typeof courses)[number];

export interface DemoValues {
  readonly heartRate: number;
  readonly spo2: number;
  readonly tempCx10: number;
  readonly systolic: number;
  readonly diastolic: number;
  readonly respiratoryRate: number;
}
export interface DemoReading {
  readonly measuredAt: number;
  readonly values: DemoValues;
}

const clamp = (value: number, min: number, max: number): number =>
  Math.min(max, Math.max(min, Math.round(value)));

/** @param severity 0 is well, 1 is gravely ill; what it changes depends on the course. */
const valuesOf = (course: Course, isChild: boolean, severity: number, random: Seeded): DemoValues => {
  const noise = (spread: number): number => (random.fraction() - 0.5) * 2 * spread;
  const isHigh = course === "pressure";
  const isFever = course === "fever";
  const isWorse = course === "worse";
  const systolic = clamp(
    (isChild ? 98 : isHigh ? 158 : 122) - (isWorse ? 34 * severity : 0) + noise(7),
    60,
    220,
  );
  return {
    heartRate: clamp((isChild ? 102 : 76) + (isFever ? 28 : isWorse ? 50 : 0) * severity + noise(6), 45, 180),
    spo2: clamp(98 - (isWorse ? 11 : 0) * severity + noise(1), 80, 100),
    tempCx10: clamp(368 + (isFever ? 24 : isWorse ? 14 : 0) * severity + noise(3), 350, 412),
    systolic,
    diastolic: clamp(systolic * 0.63 + noise(4), 35, 130),
    respiratoryRate: clamp(
      (isChild ? 24 : 16) + (isWorse ? 14 : isFever ? 4 : 0) * severity + noise(2),
      10,
      50,
    ),
  };
};

/** Moments of measurement, oldest first, epoch ms: visits in a village, rounds in a hospital. */
const momentsOf = (course: Course, isInpatient: boolean, now: number, random: Seeded): number[] => {
  const lastAgo =
    course === "unseen" ? 11 * DAY_MS : course === "worse" ? 0.6 * HOUR_MS : random.between(2, 40) * HOUR_MS;
  const stepMs = isInpatient ? 12 * HOUR_MS : 3 * DAY_MS;
  const moments: number[] = [];
  for (let ago = lastAgo; ago < 30 * DAY_MS; ago += stepMs * (0.7 + random.fraction() * 0.6))
    moments.push(Math.floor((now - ago) / 60_000) * 60_000);
  return moments.toReversed();
};

/** Thirty days of made-up readings that end shortly before `now`. */
export const readingsOfCourse = (
  course: Course,
  options: { readonly isChild: boolean; readonly isInpatient: boolean; readonly now: number },
  random: Seeded,
): DemoReading[] => {
  const moments = momentsOf(course, options.isInpatient, options.now, random);
  return moments.map((measuredAt, i) => {
    const fromEnd = moments.length - 1 - i;
    // A fever comes and goes in the middle; who gets worse does so over the last readings.
    const severity =
      course === "fever"
        ? Math.max(0, 1 - Math.abs(i - moments.length / 2) / 3)
        : course === "worse"
          ? Math.max(0, 1 - fromEnd / 4)
          : 0;
    return { measuredAt, values: valuesOf(course, options.isChild, severity, random) };
  });
};
