import type { PatientView } from "@arogyasync/shared/records";
import type { PatientRow } from "../../data/rows.ts";
import { type VitalsPart } from "./vitals-part.ts";
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
export declare const identityPart: (view: PatientView, changedAtMs: number) => IdentityPart;
/** The row that lists show; undefined while the patient document is not here. */
export declare const patientRow: (stored: StoredPatient, pendingCount: number) => PatientRow | undefined;
