/**
 * The two fences around a typed value. Outside the hard one it is refused; outside the soft one the person is
 * asked. Both are inclusive: a value equal to a limit is inside. All numbers are in the field's stored unit.
 *
 * SOURCE. The proposal columns drawn up beside Simple, Hikma and OpenMRS/CIEL. Their floors are deliberately not
 * copied: Simple's SBP >= 70 would refuse a patient in shock, Hikma's RR <= 60 a tachypnoeic newborn.
 */
import { bandForAge, years, type AgeBand } from "./age-bands.ts";
import type { IntegerVitalField, VitalContext } from "./fields.ts";
import { growthBands } from "./growth-bands.ts";

export interface Limits {
  readonly min: number;
  readonly max: number;
}

const limits = (min: number, max: number): Limits => ({ min, max });

/** Impossible outside these, at any age. */
export const hardLimits: { readonly [F in IntegerVitalField]: Limits } = {
  heartRate: limits(10, 300),
  spo2: limits(10, 100),
  tempCx10: limits(250, 450),
  systolic: limits(30, 300),
  diastolic: limits(10, 200),
  // No product limits it: no lower than a diastolic, no higher than a systolic may be. [proposal]
  meanArterial: limits(10, 300),
  respiratoryRate: limits(0, 120),
  weightG: limits(300, 350_000),
  heightMm: limits(200, 2_720),
  glucoseMgDl: limits(10, 1_500),
  // High-flow nasal devices end at 80 L/min. [proposal]
  oxygenLMinx10: limits(0, 800),
};

/** A soft fence, and whether the adult one stood in for an unknown age. */
export interface SoftLimits extends Limits {
  readonly assumedAdult: boolean;
}

const open = Number.POSITIVE_INFINITY;

/**
 * Adult 5–60 is the proposal column. Children: just inside the scores of 4 in Bedside PEWS (Parshuram 2009,
 * table 1), but never a ceiling below the adult 60, which a child with pneumonia reaches. [proposal]
 */
export const respiratoryBands: readonly (AgeBand & Limits)[] = [
  { fromMonths: 0, toMonths: 3, min: 16, max: 90 },
  { fromMonths: 3, toMonths: 12, min: 16, max: 80 },
  { fromMonths: 12, toMonths: years(4), min: 13, max: 70 },
  { fromMonths: years(4), toMonths: years(12), min: 11, max: 60 },
  { fromMonths: years(12), toMonths: open, min: 5, max: 60 },
];

/**
 * The proposal's floors of 70 and 40 are an adult's: a healthy newborn has 65/35, and asking every time teaches
 * people to press yes. Under 19 the floor is OpenMRS RefApp's critical low for the age. [proposal]
 */
export const pressureFloorBands: readonly (AgeBand & { systolic: number; diastolic: number })[] = [
  { fromMonths: 0, toMonths: 1, systolic: 35, diastolic: 15 },
  { fromMonths: 1, toMonths: 12, systolic: 40, diastolic: 20 },
  { fromMonths: 12, toMonths: years(6), systolic: 50, diastolic: 30 },
  { fromMonths: years(6), toMonths: years(13), systolic: 55, diastolic: 35 },
  { fromMonths: years(13), toMonths: years(19), systolic: 60, diastolic: 30 },
  { fromMonths: years(19), toMonths: open, systolic: 70, diastolic: 40 },
];

const systolicMax = 250;
const diastolicMax = 150;

// The usual estimate of mean pressure, so that its fence follows from the other two. [proposal]
const estimatedMean = (systolic: number, diastolic: number): number =>
  Math.round((systolic + 2 * diastolic) / 3);

/** The soft fence of a field at an age, in the field's stored unit. */
export function softLimits(field: IntegerVitalField, { ageMonths }: VitalContext = {}): SoftLimits {
  const anyAge = (min: number, max: number): SoftLimits => ({ min, max, assumedAdult: false });
  switch (field) {
    case "heartRate":
      return anyAge(30, 230);
    case "spo2":
      return anyAge(70, 100);
    case "tempCx10":
      return anyAge(340, 420);
    case "glucoseMgDl":
      return anyAge(40, 600);
    case "oxygenLMinx10":
      // A wall flowmeter ends at 15 L/min, a concentrator at 10. [proposal]
      return anyAge(0, 150);
    case "respiratoryRate": {
      const { band, assumedAdult } = bandForAge(respiratoryBands, ageMonths);
      return { min: band.min, max: band.max, assumedAdult };
    }
    case "systolic":
    case "diastolic":
    case "meanArterial": {
      const { band, assumedAdult } = bandForAge(pressureFloorBands, ageMonths);
      if (field === "systolic") return { min: band.systolic, max: systolicMax, assumedAdult };
      if (field === "diastolic") return { min: band.diastolic, max: diastolicMax, assumedAdult };
      const min = estimatedMean(band.systolic, band.diastolic);
      return { min, max: estimatedMean(systolicMax, diastolicMax), assumedAdult };
    }
    case "weightG": {
      const { band, assumedAdult } = bandForAge(growthBands, ageMonths);
      return { min: band.weightMinG, max: band.weightMaxG, assumedAdult };
    }
    case "heightMm": {
      const { band, assumedAdult } = bandForAge(growthBands, ageMonths);
      return { min: band.heightMinMm, max: band.heightMaxMm, assumedAdult };
    }
  }
}

/** Whether a value lies inside limits, both ends included. */
export function isWithin({ min, max }: Limits, value: number): boolean {
  return min <= value && value <= max;
}
