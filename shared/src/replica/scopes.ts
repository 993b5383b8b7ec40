import type * as A from "@automerge/automerge/slim";
import { type DocAddress, type DocId, isPatientOwned, type PatientDoc, textOf } from "../records/index.ts";

/** The clinics that a patient document names: the one that registered, and those added since. */
export const careSitesOf = (doc: A.Doc<PatientDoc>): string[] => {
  const site = textOf(doc.site);
  return [...new Set([...(site === undefined ? [] : [site]), ...Object.keys(doc.careSites ?? {})])];
};

/** Where to look for a document's scopes: itself, its patient, or nowhere because its owner is the clinic. */
export const scopeHolder = (address: DocAddress, id: DocId): DocId | undefined =>
  address.kind === "patient" ? id : isPatientOwned(address.kind) ? (address.owner as DocId) : undefined;
