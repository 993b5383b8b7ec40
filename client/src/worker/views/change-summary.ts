import * as A from "@automerge/automerge/slim";
import { containerOfObject, parseReading } from "@arogyasync/shared/records";
import type { OwnRecord } from "@arogyasync/shared/replica";
import type { RecordRow } from "../../data/rows.ts";

export interface ChangeSummary {
  readonly what: RecordRow["what"];
  /** Readings that the change adds. */
  readonly readingIds: readonly string[];
}

const LIMIT = 5000;
const known = new Map<string, ChangeSummary>();

const vitalsSummary = (bytes: Uint8Array): ChangeSummary => {
  const readingIds: string[] = [];
  let what: RecordRow["what"] = "reading";
  for (const op of A.decodeChange(bytes).ops as { obj: string; key?: string; value?: unknown }[]) {
    if (op.key === undefined || containerOfObject("vitals", op.obj) !== "readings") continue;
    readingIds.push(op.key);
    const reading = typeof op.value === "string" ? parseReading(op.value) : undefined;
    if (reading?.ok && (reading.value.supersedes ?? reading.value.retracts) !== undefined)
      what = "correction";
  }
  return { what, readingIds };
};

/** What a change of this device was, from its bytes; decoded once. */
export const summariseChange = (record: Pick<OwnRecord, "hashHex" | "address" | "bytes">): ChangeSummary => {
  const remembered = known.get(record.hashHex);
  if (remembered) return remembered;
  const { bytes, address } = record;
  let summary: ChangeSummary = { what: "other", readingIds: [] };
  if (address.kind === "vitals") summary = bytes ? vitalsSummary(bytes) : { what: "reading", readingIds: [] };
  else if (address.kind === "patient")
    summary = {
      what: bytes && A.decodeChange(bytes).deps.length === 0 ? "patient" : "edit",
      readingIds: [],
    };
  if (known.size >= LIMIT) known.clear();
  known.set(record.hashHex, summary);
  return summary;
};
