import type { DocAddress } from "@arogyasync/shared/records";
import type { OwnRecord } from "@arogyasync/shared/replica";
import type { RecordRow } from "../../data/rows.ts";
import { summariseChange } from "./change-summary.ts";

/** "My records" shows this many, newest first. */
export const RECORD_LIMIT = 1000;

/** Whose patient a document is; undefined for a clinic's own. */
export const patientOf = (docId: string, address: DocAddress): string | undefined =>
  address.kind === "patient"
    ? docId
    : address.kind === "ward" || address.kind === "clinic"
      ? undefined
      : address.owner;

/** This device's own records with the stage there is evidence for. [CL2] */
export const recordRows = (
  records: readonly OwnRecord[],
  nameOf: (patientId: string) => string | undefined,
): RecordRow[] =>
  records.slice(0, RECORD_LIMIT).map((record) => {
    const patientId = patientOf(record.docId, record.address) ?? "";
    return {
      key: record.key,
      patientId,
      patientName: nameOf(patientId) ?? "",
      what: summariseChange(record).what,
      savedAtMs: record.savedAt,
      stage: record.stage,
      receivedAtMs: record.receipt?.receivedAt,
      refusalCode: record.refusal?.code,
    };
  });
