import { useCallback } from "react";
import { useText } from "../../app/use-text.ts";
import type { PatientRow } from "../../data/rows.ts";
import { ageYearsOn } from "./person.ts";

const sexIds = { female: "sex.female", male: "sex.male", other: "sex.other" } as const;

/** What age and sex are told from. */
type PersonFacts = Pick<PatientRow, "sex" | "birthDate" | "ageYears" | "ageAsOf">;

/** "58 years, female": what tells two people of one name apart. */
export const usePersonText = (): ((row: PersonFacts, nowMs: number) => string) => {
  const t = useText();
  return useCallback(
    (row, nowMs) => {
      const age = ageYearsOn(row, nowMs);
      const ageText =
        age === undefined
          ? t("person.ageUnknown")
          : age < 2
            ? t("person.months", { n: Math.floor(age * 12) })
            : t("person.years", { n: Math.floor(age) });
      const sex =
        row.sex !== undefined && Object.hasOwn(sexIds, row.sex)
          ? sexIds[row.sex as keyof typeof sexIds]
          : "sex.unknown";
      return `${ageText} · ${t(sex)}`;
    },
    [t],
  );
};
