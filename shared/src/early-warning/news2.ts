import type { VitalValues } from "../vitals/index.ts";

/**
 * NEWS2, the National Early Warning Score.
 *
 * SOURCE: Royal College of Physicians. National Early Warning Score (NEWS) 2. London: RCP, 2017; chart 1 (the scoring
 * system) and chart 4 (clinical response). Reproduced with acknowledgement, as its licence asks. Two mistakes that copies
 * on the web make are not made here: oxygen scores 2, and 93 % or more scores 0 on scale 2 only while breathing air.
 */

/** Which oxygen saturation scale applies. 2 only where a clinician has prescribed a target of 88–92 %. */
export type Spo2Scale = 1 | 2;

export const news2Parameters = [
  "respiratoryRate",
  "spo2",
  "onOxygen",
  "systolic",
  "heartRate",
  "consciousness",
  "tempCx10",
] as const;
export type News2Parameter = (typeof news2Parameters)[number];
export type News2Points = 0 | 1 | 2 | 3;

/** Upper bounds (inclusive) with their points, from low to high; what is above all of them gets `above`. */
interface Ladder {
  readonly steps: readonly (readonly [upTo: number, points: News2Points])[];
  readonly above: News2Points;
}
const ladder = (steps: Ladder["steps"], above: News2Points): Ladder => ({ steps, above });
const climb = ({ steps, above }: Ladder, value: number): News2Points =>
  steps.find(([upTo]) => value <= upTo)?.[1] ?? above;

/* One row a parameter, as chart 1 has them. */
const respiratoryRate = ladder(
  [
    [8, 3],
    [11, 1],
    [20, 0],
    [24, 2],
  ],
  3,
);
const spo2Scale1 = ladder(
  [
    [91, 3],
    [93, 2],
    [95, 1],
  ],
  0,
);
const spo2Scale2OnAir = ladder(
  [
    [83, 3],
    [85, 2],
    [87, 1],
  ],
  0,
);
const spo2Scale2OnOxygen = ladder(
  [
    [83, 3],
    [85, 2],
    [87, 1],
    [92, 0],
    [94, 1],
    [96, 2],
  ],
  3,
);
const systolic = ladder(
  [
    [90, 3],
    [100, 2],
    [110, 1],
    [219, 0],
  ],
  3,
);
const heartRate = ladder(
  [
    [40, 3],
    [50, 1],
    [90, 0],
    [110, 1],
    [130, 2],
  ],
  3,
);
/** Tenths of a degree Celsius. */
const tempCx10 = ladder(
  [
    [350, 3],
    [360, 1],
    [380, 0],
    [390, 1],
  ],
  2,
);

/** From here on scale 2 depends on whether the patient breathes air or oxygen. */
const SCALE_2_NEEDS_OXYGEN_FROM = 93;

const spo2Points = ({ spo2, onOxygen }: VitalValues, scale: Spo2Scale): News2Points | undefined => {
  if (spo2 === undefined) return undefined;
  if (scale === 1) return climb(spo2Scale1, spo2);
  if (spo2 < SCALE_2_NEEDS_OXYGEN_FROM) return climb(spo2Scale2OnAir, spo2);
  if (onOxygen === undefined) return undefined;
  return climb(onOxygen ? spo2Scale2OnOxygen : spo2Scale2OnAir, spo2);
};

const pointsOf: Readonly<
  Record<News2Parameter, (values: VitalValues, scale: Spo2Scale) => News2Points | undefined>
> = {
  respiratoryRate: (v) =>
    v.respiratoryRate === undefined ? undefined : climb(respiratoryRate, v.respiratoryRate),
  spo2: spo2Points,
  onOxygen: (v) => (v.onOxygen === undefined ? undefined : v.onOxygen ? 2 : 0),
  systolic: (v) => (v.systolic === undefined ? undefined : climb(systolic, v.systolic)),
  heartRate: (v) => (v.heartRate === undefined ? undefined : climb(heartRate, v.heartRate)),
  // C (new confusion), V, P and U all score 3.
  consciousness: (v) => (v.consciousness === undefined ? undefined : v.consciousness === "A" ? 0 : 3),
  tempCx10: (v) => (v.tempCx10 === undefined ? undefined : climb(tempCx10, v.tempCx10)),
};

/** Chart 4: the clinical response that a score calls for. `low-medium` is a single 3 in a lower total. */
export type News2Risk = "none" | "low" | "low-medium" | "medium" | "high";

/** Chart 4: observe again within this time, minutes; 0 is continuous monitoring. For `low` the chart says 4–6 hours. */
export const news2ObserveWithinMinutes: Readonly<Record<News2Risk, number>> = {
  none: 12 * 60,
  low: 6 * 60,
  "low-medium": 60,
  medium: 60,
  high: 0,
};

export type News2 =
  | {
      readonly state: "total";
      /** 0 to 20. */
      readonly total: number;
      readonly risk: News2Risk;
      readonly points: Readonly<Record<News2Parameter, News2Points>>;
    }
  /** Not everything was measured: there is no total, only what it is at least. */
  | {
      readonly state: "incomplete";
      readonly missing: readonly News2Parameter[];
      readonly atLeast: number;
      readonly points: Readonly<Partial<Record<News2Parameter, News2Points>>>;
    };

const riskOf = (total: number, hasThree: boolean): News2Risk => {
  if (total >= 7) return "high";
  if (total >= 5) return "medium";
  if (hasThree) return "low-medium";
  return total === 0 ? "none" : "low";
};

/**
 * The score of one set of observations. Only a complete set is totalled. [EW1] [EW2]
 * @param values in stored units (`tempCx10` in tenths of a degree).
 */
export const news2 = (values: VitalValues, scale: Spo2Scale): News2 => {
  const points: Partial<Record<News2Parameter, News2Points>> = {};
  const missing: News2Parameter[] = [];
  let sum = 0;
  for (const parameter of news2Parameters) {
    const scored = pointsOf[parameter](values, scale);
    if (scored === undefined) missing.push(parameter);
    else {
      points[parameter] = scored;
      sum += scored;
    }
  }
  if (missing.length > 0) return { state: "incomplete", missing, atLeast: sum, points };
  const all = points as Record<News2Parameter, News2Points>;
  return { state: "total", total: sum, risk: riskOf(sum, Object.values(all).includes(3)), points: all };
};
