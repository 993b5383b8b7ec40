import { describe, expect, it } from "vitest";
import { consciousnessCodes, type VitalValues } from "../vitals/index.ts";
import { news2, news2ObserveWithinMinutes, news2Parameters, type Spo2Scale } from "./news2.ts";

/** Chart 1 as printed: every row from left to right. Written down apart from the code, as ranges with both ends. */
const CHART: Readonly<Record<string, readonly (readonly [from: number, to: number, points: number])[]>> = {
  respiratoryRate: [
    [0, 8, 3],
    [9, 11, 1],
    [12, 20, 0],
    [21, 24, 2],
    [25, 120, 3],
  ],
  systolic: [
    [0, 90, 3],
    [91, 100, 2],
    [101, 110, 1],
    [111, 219, 0],
    [220, 320, 3],
  ],
  heartRate: [
    [0, 40, 3],
    [41, 50, 1],
    [51, 90, 0],
    [91, 110, 1],
    [111, 130, 2],
    [131, 320, 3],
  ],
  tempCx10: [
    [200, 350, 3],
    [351, 360, 1],
    [361, 380, 0],
    [381, 390, 1],
    [391, 470, 2],
  ],
};
const SPO2_CHART: readonly (readonly [scale: Spo2Scale, onOxygen: boolean, rows: (typeof CHART)[string]])[] =
  [
    [
      1,
      false,
      [
        [0, 91, 3],
        [92, 93, 2],
        [94, 95, 1],
        [96, 100, 0],
      ],
    ],
    [
      1,
      true,
      [
        [0, 91, 3],
        [92, 93, 2],
        [94, 95, 1],
        [96, 100, 0],
      ],
    ],
    [
      2,
      false,
      [
        [0, 83, 3],
        [84, 85, 2],
        [86, 87, 1],
        [88, 92, 0],
        [93, 100, 0],
      ],
    ],
    [
      2,
      true,
      [
        [0, 83, 3],
        [84, 85, 2],
        [86, 87, 1],
        [88, 92, 0],
        [93, 94, 1],
        [95, 96, 2],
        [97, 100, 3],
      ],
    ],
  ];
/** Every parameter in its zero range. */
const WELL = {
  respiratoryRate: 16,
  spo2: 97,
  onOxygen: false,
  systolic: 120,
  heartRate: 70,
  consciousness: "A",
  tempCx10: 370,
} as const satisfies VitalValues;
const totalOf = (values: VitalValues, scale: Spo2Scale = 1): number => {
  const score = news2(values, scale);
  if (score.state !== "total") throw new Error(`incomplete: ${score.missing.join()}`);
  return score.total;
};

describe("NEWS2", () => {
  it.each(Object.entries(CHART))("[EW1] %s scores as printed, for every value", (parameter, rows) => {
    let at = rows[0]![0];
    for (const [from, to, points] of rows) {
      expect(from).toBe(at); // the chart leaves nothing out
      for (let value = from; value <= to; value++)
        expect([value, totalOf({ ...WELL, [parameter]: value })]).toEqual([value, points]);
      at = to + 1;
    }
  });

  it.each(SPO2_CHART)(
    "[EW1] saturation scores as printed on scale %i, on oxygen: %s",
    (scale, onOxygen, rows) => {
      for (const [from, to, points] of rows)
        for (let spo2 = from; spo2 <= to; spo2++) {
          const score = news2({ ...WELL, spo2, onOxygen }, scale);
          expect([spo2, score.points.spo2]).toEqual([spo2, points]);
          expect(totalOf({ ...WELL, spo2, onOxygen }, scale)).toBe(points + (onOxygen ? 2 : 0));
        }
    },
  );

  it("[EW1] oxygen scores 2, and every consciousness but Alert scores 3", () => {
    expect(totalOf({ ...WELL, onOxygen: true })).toBe(2);
    for (const code of consciousnessCodes)
      expect([code, totalOf({ ...WELL, consciousness: code })]).toEqual([code, code === "A" ? 0 : 3]);
  });

  it("[EW1] the total is the sum, from 0 to 20", () => {
    expect(totalOf(WELL)).toBe(0);
    const worst = {
      respiratoryRate: 30,
      spo2: 80,
      onOxygen: true,
      systolic: 70,
      heartRate: 140,
      consciousness: "U",
      tempCx10: 340,
    } as const;
    expect(totalOf(worst)).toBe(20);
  });

  it("[EW2] only a complete set has a total: of every other, what is missing and what it is at least", () => {
    const ill: VitalValues = { ...WELL, respiratoryRate: 25, heartRate: 115 };
    for (let left = 0; left < 2 ** news2Parameters.length - 1; left++) {
      const kept = news2Parameters.filter((_, i) => (left >> i) & 1);
      const score = news2(Object.fromEntries(kept.map((p) => [p, ill[p]])), 1);
      expect(score).toMatchObject({
        state: "incomplete",
        missing: news2Parameters.filter((p) => !kept.includes(p)),
        atLeast: (kept.includes("respiratoryRate") ? 3 : 0) + (kept.includes("heartRate") ? 2 : 0),
      });
      expect(score).not.toHaveProperty("total");
    }
  });

  it("[EW2] on scale 2 a saturation of 93 or more says nothing until it is known what the patient breathes", () => {
    const { onOxygen: _unknown, ...rest } = WELL;
    expect(news2({ ...rest, spo2: 93 }, 2)).toMatchObject({ missing: ["spo2", "onOxygen"], atLeast: 0 });
    expect(news2({ ...rest, spo2: 92 }, 2)).toMatchObject({ missing: ["onOxygen"] });
  });

  it.each([
    [{}, "none", 720],
    [{ respiratoryRate: 10 }, "low", 360],
    [{ respiratoryRate: 10, heartRate: 100, systolic: 105, tempCx10: 385 }, "low", 360],
    [{ respiratoryRate: 25 }, "low-medium", 60],
    [{ respiratoryRate: 25, heartRate: 100 }, "low-medium", 60],
    [{ respiratoryRate: 22, heartRate: 115, tempCx10: 385 }, "medium", 60],
    [{ respiratoryRate: 25, heartRate: 131 }, "medium", 60],
    [{ respiratoryRate: 25, heartRate: 131, tempCx10: 385 }, "high", 0],
  ] as const)("[EW3] %j calls for the response of chart 4: %s", (change, risk, minutes) => {
    const score = news2({ ...WELL, ...change }, 1);
    expect(score).toMatchObject({ state: "total", risk });
    expect(news2ObserveWithinMinutes[risk]).toBe(minutes);
  });
});
