import type { PatientRow } from "../../data/rows.ts";

type Facts = Readonly<Record<"sex" | "birthDate" | "ageYears" | "ageAsOf", string | undefined>>;

/** What age and sex are told from, of a patient who is not on this device. */
export const hitRow = (
  facts: Partial<Facts>,
): Pick<PatientRow, "sex" | "birthDate" | "ageYears" | "ageAsOf"> => ({
  sex: facts.sex,
  birthDate: facts.birthDate,
  ageYears: facts.ageYears === undefined ? undefined : Number(facts.ageYears),
  ageAsOf: facts.ageAsOf,
});
