import type { PatientView } from "@arogyasync/shared/records";
import type { PatientRow } from "../../data/rows.ts";
import { newerOf, type VitalsPart } from "./latest.ts";

/** What the projection keeps of one `patient` document. */
export interface IdentityPart {
  readonly site: string;
  readonly careSites: readonly string[];
  readonly identity: Readonly<Record<string, string>>;
  readonly identifiers: Readonly<Record<string, string>>;
  readonly conflictCount: number;
  /** When the document was last changed, by its authors' clocks. */
  readonly changedAtMs: number;
}

/**
 * One patient as the projection stores it. Parts come from documents that arrive in any order: vitals may be here
 * before the patient they belong to, who is then not listed yet.
 */
export interface StoredPatient {
  readonly id: string;
  readonly person?: IdentityPart;
  /** By document id. */
  readonly vitals: Readonly<Record<string, VitalsPart>>;
}

export const identityPart = (view: PatientView, changedAtMs: number): IdentityPart => ({
  site: view.site,
  careSites: view.careSites,
  identity: view.identity,
  identifiers: view.identifiers,
  conflictCount: Object.keys(view.conflicts).length,
  changedAtMs,
});

const wholeNumber = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,3}$/.test(text) ? Number(text) : undefined;

/** The row that lists show; undefined while the patient document is not here. */
export const patientRow = (stored: StoredPatient, pendingCount: number): PatientRow | undefined => {
  const { person } = stored;
  if (!person) return undefined;
  const { identity, identifiers } = person;
  const parts = Object.values(stored.vitals);
  return {
    id: stored.id,
    site: person.site,
    careSites: person.careSites,
    name: identity["name"] ?? "",
    nameLocal: identity["nameLocal"],
    sex: identity["sex"],
    birthDate: identity["birthDate"],
    ageYears: wholeNumber(identity["ageYears"]),
    ageAsOf: identity["ageAsOf"],
    phone: identity["phone"],
    village: identity["village"],
    relationName: identity["relationName"],
    cards: [identifiers["card"], identifiers["mrn"]].filter((card) => card !== undefined),
    abha: identifiers["abha"],
    demo: identity["demo"] === "yes" || identity["demo"] === "true",
    conflictCount: person.conflictCount,
    latest: parts.reduce<PatientRow["latest"]>((best, part) => newerOf(best, part.latest), undefined),
    readingCount: parts.reduce((sum, part) => sum + part.count, 0),
    pendingCount,
    lastActivityMs: parts.reduce((last, part) => Math.max(last, part.lastActivityMs), person.changedAtMs),
  };
};
