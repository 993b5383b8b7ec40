import type { VitalValues } from "../vitals/index.ts";

/**
 * Maternal Early Warning Trigger.
 *
 * SOURCE: Shields LE, Wiesner S, Klein C, Pelletreau B, Hedriana HL. Use of Maternal Early Warning Trigger tool reduces
 * maternal morbidity. Am J Obstet Gynecol 2016;214:527.e1–6. One severe sign, or two others, that last 20 minutes. What
 * is not recorded here (fetal heart rate, the nurse's concern) is left out, and the display says so.
 */
export type ObstetricSign =
  | "heart-rate-above-130"
  | "respiratory-rate-above-30"
  | "mean-arterial-below-55"
  | "spo2-below-90"
  | "temperature-above-38-or-below-36"
  | "pressure-above-160-110-or-below-85-45"
  | "heart-rate-above-110-or-below-50"
  | "respiratory-rate-above-24-or-below-10"
  | "spo2-below-93"
  | "consciousness-altered";

export interface ObstetricTriggers {
  readonly severe: readonly ObstetricSign[];
  readonly others: readonly ObstetricSign[];
  /** One severe sign, or two others. A single set of observations cannot say whether they last. */
  readonly isTriggered: boolean;
}

const isOutside = (value: number | undefined, below: number, above: number): boolean =>
  value !== undefined && (value < below || value > above);

const signs = <S extends string>(found: Readonly<Record<S, boolean>>): S[] =>
  (Object.keys(found) as S[]).filter((sign) => found[sign]);

/** The signs of one set of observations, in stored units. [EW5] */
export const obstetricTriggers = (v: VitalValues): ObstetricTriggers => {
  const severe = signs({
    "heart-rate-above-130": isOutside(v.heartRate, 0, 130),
    "respiratory-rate-above-30": isOutside(v.respiratoryRate, 0, 30),
    "mean-arterial-below-55": v.meanArterial !== undefined && v.meanArterial < 55,
    "spo2-below-90": v.spo2 !== undefined && v.spo2 < 90,
  });
  const others = signs({
    "temperature-above-38-or-below-36": isOutside(v.tempCx10, 360, 380),
    "pressure-above-160-110-or-below-85-45":
      isOutside(v.systolic, 85, 160) || isOutside(v.diastolic, 45, 110),
    "heart-rate-above-110-or-below-50": isOutside(v.heartRate, 50, 110),
    "respiratory-rate-above-24-or-below-10": isOutside(v.respiratoryRate, 10, 24),
    "spo2-below-93": v.spo2 !== undefined && v.spo2 < 93,
    "consciousness-altered": v.consciousness !== undefined && v.consciousness !== "A",
  });
  return { severe, others, isTriggered: severe.length > 0 || others.length >= 2 };
};
