import { type DuplicateCandidate, findDuplicates, skeleton } from "@arogyasync/shared/matching";
import { must } from "@arogyasync/shared/result";
import type { DuplicateHit } from "../data/app-data.ts";
import type { PatientRow } from "../data/rows.ts";

const candidate = (row: PatientRow): DuplicateCandidate => ({
  names: [row.name, row.nameLocal ?? ""].filter(Boolean),
  ...(row.sex === undefined ? {} : { sex: row.sex }),
  ...(row.ageYears === undefined ? {} : { ageYears: row.ageYears }),
  ...(row.phone === undefined ? {} : { phone: row.phone }),
  ...(row.village === undefined ? {} : { village: row.village }),
  ...(row.abha === undefined ? {} : { abha: row.abha }),
  ...(row.cards[0] === undefined ? {} : { card: row.cards[0] }),
});

/** Name in any script, phone or card; good enough to look at screens with. */
export const searchRows = (rows: readonly PatientRow[], query: string): readonly PatientRow[] => {
  const wanted = query.toLowerCase();
  const key = skeleton(query);
  const digits = query.replace(/\D/g, "");
  const sounds = (name: string): boolean => key !== "" && skeleton(name).startsWith(key);
  return rows.filter(
    ({ name, nameLocal = "", phone = "", cards }) =>
      [name, nameLocal].some((one) => one.toLowerCase().includes(wanted) || sounds(one)) ||
      (digits.length >= 3 && phone.includes(digits)) ||
      cards.some((card) => card.toLowerCase().includes(wanted)),
  );
};

export const duplicateRows = (
  rows: readonly PatientRow[],
  fresh: PatientRow,
  todayIso: string,
): readonly DuplicateHit[] => {
  const known = rows.map((row) => ({ ...candidate(row), patientId: row.id }));
  return findDuplicates(candidate(fresh), known, { todayIso, limit: 3 }).map(
    ({ patientId, strength, reasons }) => ({
      patient: must(
        rows.find(({ id }) => id === patientId),
        "row of a hit",
      ),
      strength,
      reasons,
    }),
  );
};
