import { ageOn } from "@arogyasync/shared/matching";
import type { VitalContext } from "@arogyasync/shared/vitals";
import type { PatientRow } from "../../data/rows.ts";

type AgeOf = Pick<PatientRow, "birthDate" | "ageYears" | "ageAsOf" | "sex">;

/** The calendar day on this device, YYYY-MM-DD. */
export const isoDay = (ms: number): string => {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
};

/** Age in years, fractions kept; undefined when nothing usable is recorded. */
export const ageYearsOn = ({ birthDate, ageYears, ageAsOf }: AgeOf, nowMs: number): number | undefined => {
  const facts = {
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(ageYears === undefined ? {} : { ageYears }),
    ...(ageAsOf === undefined ? {} : { ageAsOf }),
  };
  const age = ageOn(facts, isoDay(nowMs));
  return age === undefined || age < 0 ? undefined : age;
};

const sexes = ["female", "male", "other", "unknown"] as const;

/** What the limits and ranges need to know of the patient. */
export const contextOf = (row: AgeOf, nowMs: number): VitalContext => {
  const age = ageYearsOn(row, nowMs);
  const sex = sexes.find((one) => one === row.sex);
  return {
    ...(age === undefined ? {} : { ageMonths: age * 12 }),
    ...(sex === undefined ? {} : { sex }),
  };
};
