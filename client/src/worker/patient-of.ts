import type { DocAddress } from "@arogyasync/shared/records";

/** Whose patient a document is; undefined for a clinic's own. */
export const patientOf = (docId: string, address: DocAddress): string | undefined =>
  address.kind === "patient"
    ? docId
    : address.kind === "ward" || address.kind === "clinic"
      ? undefined
      : address.owner;
