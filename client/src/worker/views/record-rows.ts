import type { OwnRecord } from "@arogyasync/shared/replica";
import type { RecordRow } from "../../data/rows.ts";
import { patientOf } from "../patient-of.ts";
import { summariseChange } from "./change-summary.ts";

/** "My records" shows this many, newest first. */
export const RECORD_LIMIT = 1000;

/** This device's own records with the stage there is evidence for. [CL2] */
export const recordRows = (
  records: readonly OwnRecord[],
  nameOf: (patientId: string) => string | undefined,
): RecordRow[] =>
  records.slice(0, RECORD_LIMIT).map((record) => {
    const patientId = patientOf(record.docId, record.address) ?? "";
    return {
      key: record.key,
      hash: record.hashHex,
      patientId,
      patientName: nameOf(patientId) ?? "",
      what: summariseChange(record).what,
      savedAtMs: record.savedAt,
      stage: record.stage,
      receivedAtMs: record.receipt?.receivedAt,
      refusalCode: record.refusal?.code,
    };
  });
