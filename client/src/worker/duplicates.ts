import {
  type DuplicateCandidate,
  findDuplicates,
  type KnownPatient,
  normaliseAbha,
  normaliseCard,
  normalisePhone,
} from "@arogyasync/shared/matching";
import type { DuplicateHit, PatientInput } from "../data/app-data.ts";
import type { PatientRow } from "../data/rows.ts";
import type { Patients } from "./projection/patients.ts";

/** How many name matches are compared in full; the index gives the likeliest first. */
const NAME_CANDIDATES = 100;
const SHOWN = 5;

const known = (row: PatientRow): KnownPatient => ({
  patientId: row.id,
  names: [row.name, row.nameLocal].filter((name) => name !== undefined && name !== "") as string[],
  ...(row.sex === undefined ? {} : { sex: row.sex }),
  ...(row.phone === undefined ? {} : { phone: row.phone }),
  ...(row.abha === undefined ? {} : { abha: row.abha }),
  ...(row.cards[0] === undefined ? {} : { card: row.cards[0] }),
  ...(row.village === undefined ? {} : { village: row.village }),
  ...(row.relationName === undefined ? {} : { relationName: row.relationName }),
  ...(row.birthDate === undefined ? {} : { birthDate: row.birthDate }),
  ...(row.ageYears === undefined ? {} : { ageYears: row.ageYears }),
  ...(row.ageAsOf === undefined ? {} : { ageAsOf: row.ageAsOf }),
});

const candidateOf = ({ identity, identifiers }: PatientInput): DuplicateCandidate => {
  const text = (value: string | undefined) => (value?.trim() === "" ? undefined : value?.trim());
  const optional = <K extends string>(key: K, value: string | undefined) => {
    const present = text(value);
    return present === undefined ? {} : ({ [key]: present } as { readonly [P in K]: string });
  };
  const years = Number(text(identity["ageYears"]) ?? Number.NaN);
  return {
    names: [text(identity["name"]), text(identity["nameLocal"])].filter((name) => name !== undefined),
    ...optional("sex", identity["sex"]),
    ...optional("phone", identity["phone"]),
    ...optional("abha", identifiers["abha"]),
    ...optional("card", identifiers["card"]),
    ...optional("village", identity["village"]),
    ...optional("relationName", identity["relationName"]),
    ...optional("birthDate", identity["birthDate"]),
    ...(Number.isFinite(years) ? { ageYears: years } : {}),
    ...optional("ageAsOf", identity["ageAsOf"]),
  };
};

/**
 * Registered patients whom a new one may be. Only those that share a number or a like name are compared in full: the
 * index finds them in milliseconds where comparing with ten thousand would take seconds on a phone.
 * @param todayIso the day that ages are compared on.
 */
export const possibleDuplicates = (
  patients: Patients,
  input: PatientInput,
  todayIso: string,
): DuplicateHit[] => {
  const candidate = candidateOf(input);
  const numbers = [
    candidate.phone === undefined ? undefined : normalisePhone(candidate.phone),
    candidate.abha === undefined ? undefined : normaliseAbha(candidate.abha),
    candidate.card === undefined ? undefined : normaliseCard(candidate.card),
  ].filter((number) => number !== undefined);
  const rows = new Map<string, PatientRow>();
  // Each word by itself as well: a search wants all of them, and "Laxmi Patil" may be "Lakshmi Ramesh Patil" here.
  const words = candidate.names.flatMap((name) => name.split(/[\s.,]+/)).filter((word) => word.length > 2);
  for (const query of [...numbers, ...candidate.names, ...words])
    for (const row of patients.search(query, () => true, NAME_CANDIDATES, NAME_CANDIDATES).rows)
      rows.set(row.id, row);
  const found = findDuplicates(candidate, Array.from(rows.values(), known), { todayIso, limit: SHOWN });
  return found.flatMap(({ patientId, strength, reasons }) => {
    const patient = rows.get(patientId);
    return patient ? [{ patient, strength, reasons }] : [];
  });
};
