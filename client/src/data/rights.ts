import { type Principal, isRole, mayCreatePatient, mayWrite } from "@arogyasync/shared/authority";
import type { SessionInfo } from "./app-data.ts";

/** What of a patient's record the person at the device may change; what is false is not offered. [AU8] */
export interface PatientRights {
  readonly editIdentity: boolean;
  readonly editIdentifiers: boolean;
  readonly addCareSite: boolean;
  /** What the patient allows: care, an insurance check, research. */
  readonly recordConsent: boolean;
  /** A new reading; a correction and a withdrawal are readings too. [RC6] */
  readonly record: boolean;
}

export const noRights: PatientRights = {
  editIdentity: false,
  editIdentifiers: false,
  addCareSite: false,
  recordConsent: false,
  record: false,
};

type Asker = Pick<Principal, "roles" | "clinics">;

/** A session as the table of authority sees it; roles that this version does not know match no rule. */
export const askerOf = (session: Pick<SessionInfo, "roles" | "clinics">): Asker => ({
  roles: session.roles.filter(isRole),
  clinics: session.clinics.map((clinic) => clinic.id),
});

/** @param careSites clinics of the patient; absent: of any patient of theirs. */
export const patientRights = (asker: Asker, careSites?: readonly string[]): PatientRights => ({
  editIdentity: mayWrite(asker, "patient", "identity", "overwrite", careSites),
  editIdentifiers: mayWrite(asker, "patient", "identifiers", "overwrite", careSites),
  addCareSite: mayWrite(asker, "patient", "careSites", "set", careSites),
  recordConsent: mayWrite(asker, "patient", "consents", "overwrite", careSites),
  record: mayWrite(asker, "vitals", "readings", "set", careSites),
});

/** What the person may begin, before any patient is chosen. */
export interface SessionRights extends PatientRights {
  /** A new patient at the chosen clinic. */
  readonly register: boolean;
}

export const sessionRights = (session: SessionInfo | undefined): SessionRights => {
  if (!session) return { ...noRights, register: false };
  const asker = askerOf(session);
  return { ...patientRights(asker), register: mayCreatePatient(asker, session.clinicId) };
};
