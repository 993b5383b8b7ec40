import * as A from "@automerge/automerge/slim";
import { must } from "../result.ts";
import { concurrentTexts } from "./concurrent-texts.ts";
import { type Consents, readConsents } from "./consents.ts";
import { containersByKind } from "./containers.ts";
import { DOCUMENT_SCHEMA, fixed, textOf } from "./root-change.ts";

/**
 * Identity fields merge one by one; two different values written at the same time are both kept and shown. [RC8]
 * All are text; dates are ISO `YYYY-MM-DD`, `ageYears` a decimal integer as of `ageAsOf`.
 */
export const identityFields = [
  "name",
  "nameLocal",
  "sex",
  "birthDate",
  "ageYears",
  "ageAsOf",
  "phone",
  "relationName",
  "village",
  "address",
  "pinCode",
  "language",
  "demo",
] as const;
export type IdentityField = (typeof identityFields)[number];
export type Identity = Partial<Record<IdentityField, string>> & Record<string, string>;

/** Identifier systems: the key in `identifiers` is the system, the value the number. */
export const identifierSystems = ["abha", "abhaAddress", "mrn", "card", "aadhaarLast4", "import"] as const;

export interface PatientDoc {
  kind: A.ImmutableString;
  schema: number;
  /** The clinic that registered the patient: the first care site. */
  site: A.ImmutableString;
  /** 32 random bytes, written once: blinds this patient's leaves in the anchored log. */
  auditKey: Uint8Array;
  identity: Record<string, A.ImmutableString>;
  identifiers: Record<string, A.ImmutableString>;
  careSites: Record<string, boolean>;
  consents: Record<string, A.ImmutableString>;
  encounters: Record<string, A.ImmutableString>;
  plan: Record<string, A.ImmutableString>;
  links: Record<string, A.ImmutableString>;
}

export interface NewPatient {
  readonly site: string;
  /** 32 bytes from Random (or derived, for imports). */
  readonly auditKey: Uint8Array;
  readonly identity: Readonly<Record<string, string | undefined>>;
  readonly identifiers?: Readonly<Record<string, string | undefined>>;
}

const fill = (
  target: Record<string, unknown>,
  values: Readonly<Record<string, string | undefined>>,
): void => {
  for (const key of Object.keys(values).sort()) {
    const value = values[key];
    if (value !== undefined && value !== "") target[key] = fixed(value);
  }
};

/**
 * A patient document's first change: its creator's, signed, once. Same inputs give the same bytes, so that two
 * importers of one source make one root.
 * @param time seconds since the epoch, from the Clock (0 for derived roots of imports).
 */
export const patientRoot = (
  patient: NewPatient,
  actor: string,
  time: number,
): { doc: A.Doc<PatientDoc>; bytes: Uint8Array; hash: string } => {
  if (patient.auditKey.length !== 32) throw new Error("auditKey is 32 bytes");
  const doc = A.change(A.init<PatientDoc>({ actor }), { time }, (draft) => {
    draft.kind = fixed("patient");
    draft.schema = DOCUMENT_SCHEMA;
    draft.site = fixed(patient.site);
    draft.auditKey = patient.auditKey;
    for (const container of containersByKind.patient)
      (draft as unknown as Record<string, unknown>)[container] = {};
    fill(draft.identity, patient.identity);
    fill(draft.identifiers, patient.identifiers ?? {});
    draft.careSites[patient.site] = true;
  });
  return {
    doc,
    bytes: must(A.getLastLocalChange(doc), "first change"),
    hash: must(A.getHeads(doc)[0], "head"),
  };
};

/**
 * Confirming the shown one of two values is a decision too: it is written, and ends the conflict. It goes by way of
 * the empty text, because Automerge turns writing the shown value again into a deletion of the other, which nobody
 * may do to an identity.
 */
const setText = (
  draft: PatientDoc,
  container: "identity" | "identifiers",
  key: string,
  value: string,
): void => {
  const map = draft[container];
  if (textOf(map[key]) === value) {
    if (concurrentTexts(draft, container, key).length === 1) return;
    map[key] = fixed("");
  }
  map[key] = fixed(value);
};

/** Sets identity fields; a field whose value does not differ is not written again. An empty string clears. */
export const editIdentity = (draft: PatientDoc, changes: Readonly<Record<string, string>>): void => {
  for (const [field, value] of Object.entries(changes)) setText(draft, "identity", field, value);
};

export const editIdentifier = (draft: PatientDoc, system: string, value: string): void =>
  setText(draft, "identifiers", system, value);

const texts = (map: Record<string, unknown> | undefined): Record<string, string> => {
  const out: Record<string, string> = {};
  for (const [key, value] of Object.entries(map ?? {})) {
    const text = textOf(value);
    if (text !== undefined && text !== "") out[key] = text;
  }
  return out;
};

export interface PatientView {
  readonly site: string;
  readonly identity: Identity;
  readonly identifiers: Readonly<Record<string, string>>;
  readonly careSites: readonly string[];
  /** field → every value that was written at the same time, where there is more than one different. [RC8] */
  readonly conflicts: Readonly<Record<string, readonly string[]>>;
  /** What the patient allowed, for `consentFor` and `mayUseFor`. [TR20] */
  readonly consents: Consents;
}

/** What a screen shows of a patient document. Unknown fields are carried along, never dropped. */
export const viewPatient = (doc: A.Doc<PatientDoc>): PatientView => {
  const conflicts: Record<string, readonly string[]> = {};
  for (const container of ["identity", "identifiers"] as const)
    for (const key of Object.keys(doc[container] ?? {})) {
      const values = concurrentTexts(doc, container, key);
      if (values.length > 1) conflicts[key] = values;
    }
  return {
    site: textOf(doc.site) ?? "",
    identity: texts(doc.identity) as Identity,
    identifiers: texts(doc.identifiers),
    careSites: Object.keys(doc.careSites ?? {}).sort(),
    conflicts,
    consents: readConsents(doc),
  };
};
