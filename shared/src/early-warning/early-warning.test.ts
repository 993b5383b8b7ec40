import { describe, expect, it } from "vitest";
import { earlyWarning } from "./early-warning.ts";
import { obstetricTriggers } from "./obstetric-triggers.ts";
import { paediatricFlags } from "./paediatric-flags.ts";

const grown = { ageMonths: 40 * 12, isPregnant: false, spo2Scale: 1 } as const;

describe("which warning applies", () => {
  it("[EW6] a child has flags and no total, up to the day before the sixteenth birthday", () => {
    expect(earlyWarning({ heartRate: 170 }, { ...grown, ageMonths: 4 * 12 }).kind).toBe("paediatric-flags");
    expect(earlyWarning({}, { ...grown, ageMonths: 16 * 12 - 0.1 }).kind).toBe("paediatric-flags");
    expect(earlyWarning({}, { ...grown, ageMonths: 16 * 12 }).kind).toBe("news2");
  });

  it("[EW6] in pregnancy there are triggers and no total, whatever the age", () => {
    for (const ageMonths of [15 * 12, 30 * 12, undefined])
      expect(earlyWarning({}, { ...grown, ageMonths, isPregnant: true }).kind).toBe("obstetric-triggers");
  });

  it("[EW6] an unknown or impossible age is taken for an adult's, and said so", () => {
    for (const ageMonths of [undefined, Number.NaN, -1])
      expect(earlyWarning({}, { ...grown, ageMonths })).toMatchObject({ kind: "news2", assumedAdult: true });
    expect(earlyWarning({}, grown)).toMatchObject({ kind: "news2", assumedAdult: false });
  });
});

describe("paediatric flags", () => {
  /** Parshuram 2009, table 1, as printed: [months, field, [low 4, low 2, low 1, high 1, high 2, high 4]]. */
  const TABLE = [
    [1, "heartRate", [80, 90, 110, 150, 180, 190]],
    [6, "heartRate", [70, 80, 100, 150, 170, 180]],
    [24, "heartRate", [60, 70, 90, 120, 150, 170]],
    [96, "heartRate", [50, 60, 70, 110, 130, 150]],
    [170, "heartRate", [40, 50, 60, 100, 120, 140]],
    [1, "systolic", [45, 50, 60, 80, 100, 130]],
    [6, "systolic", [60, 70, 80, 100, 120, 150]],
    [24, "systolic", [65, 75, 90, 110, 125, 160]],
    [96, "systolic", [70, 80, 90, 120, 140, 170]],
    [170, "systolic", [75, 85, 100, 130, 150, 190]],
    [1, "respiratoryRate", [15, 19, 29, 61, 81, 91]],
    [6, "respiratoryRate", [15, 19, 24, 51, 71, 81]],
    [24, "respiratoryRate", [12, 15, 19, 41, 61, 71]],
    [96, "respiratoryRate", [10, 14, 19, 31, 41, 51]],
    [170, "respiratoryRate", [9, 10, 11, 17, 23, 30]],
  ] as const;

  it.each(TABLE)("[EW4] at %i months %s is flagged as printed, for every value", (months, field, bounds) => {
    const [low4, low2, low1, high1, high2, high4] = bounds;
    for (let value = 0; value <= 250; value++) {
      const subScore =
        value <= low4 || value >= high4
          ? 4
          : value <= low2 || value >= high2
            ? 2
            : value <= low1 || value >= high1
              ? 1
              : 0;
      const direction = value <= low1 ? "low" : "high";
      expect([value, paediatricFlags({ [field]: value }, months)]).toEqual([
        value,
        subScore === 0 ? [] : [{ field, subScore, direction }],
      ]);
    }
  });

  it("[EW4] bands change on the birthday, and what is not measured is not flagged", () => {
    expect(paediatricFlags({ heartRate: 115 }, 4 * 12 - 0.1)).toEqual([]);
    expect(paediatricFlags({ heartRate: 115 }, 4 * 12)).toHaveLength(1);
    expect(paediatricFlags({}, 24)).toEqual([]);
  });
});

describe("obstetric triggers", () => {
  const calm = {
    heartRate: 80,
    respiratoryRate: 16,
    spo2: 98,
    tempCx10: 370,
    systolic: 120,
    diastolic: 75,
    consciousness: "A",
  } as const;

  it("[EW5] nothing is found in ordinary observations, nor in none", () => {
    for (const values of [calm, {}])
      expect(obstetricTriggers(values)).toEqual({ severe: [], others: [], isTriggered: false });
  });

  it.each([
    [{ heartRate: 131 }, "heart-rate-above-130"],
    [{ respiratoryRate: 31 }, "respiratory-rate-above-30"],
    [{ meanArterial: 54 }, "mean-arterial-below-55"],
    [{ spo2: 89 }, "spo2-below-90"],
  ] as const)("[EW5] one severe sign triggers: %j", (change, sign) => {
    const found = obstetricTriggers({ ...calm, ...change });
    expect(found.severe).toEqual([sign]);
    expect(found.isTriggered).toBe(true);
  });

  it("[EW5] of the others two are needed; the bounds themselves are no signs", () => {
    expect(obstetricTriggers({ ...calm, heartRate: 111 })).toMatchObject({ severe: [], isTriggered: false });
    expect(obstetricTriggers({ ...calm, heartRate: 111, tempCx10: 381 })).toEqual({
      severe: [],
      others: ["temperature-above-38-or-below-36", "heart-rate-above-110-or-below-50"],
      isTriggered: true,
    });
    const edges = {
      heartRate: 110,
      respiratoryRate: 24,
      spo2: 93,
      tempCx10: 380,
      systolic: 160,
      diastolic: 110,
    };
    expect(obstetricTriggers(edges).others).toEqual([]);
    const lowEdges = {
      heartRate: 50,
      respiratoryRate: 10,
      tempCx10: 360,
      systolic: 85,
      diastolic: 45,
      meanArterial: 55,
    };
    expect(obstetricTriggers(lowEdges).others).toEqual([]);
    expect(obstetricTriggers({ consciousness: "V", diastolic: 44 }).isTriggered).toBe(true);
  });
});
