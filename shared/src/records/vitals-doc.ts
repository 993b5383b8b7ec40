import type * as A from "@automerge/automerge/slim";
import { migrateReading } from "./migrate.ts";
import {
  parseReading,
  type Reading,
  type ReadingErrorCode,
  type ReadingId,
  readingIdOf,
  sealReading,
} from "./reading.ts";
import { fixed, textOf } from "./root-change.ts";

export interface VitalsDoc {
  kind: A.ImmutableString;
  schema: number;
  owner: A.ImmutableString;
  period: A.ImmutableString;
  readings: Record<string, A.ImmutableString>;
}

/** Adds a reading under its own hash. Adding the same reading twice changes nothing. Throws on an invalid reading. */
export const addReading = (draft: VitalsDoc, reading: Reading): ReadingId => {
  const sealed = sealReading(reading);
  if (!sealed.ok) throw new Error(`invalid reading: ${sealed.error}`);
  if (draft.readings[sealed.value.id] === undefined)
    draft.readings[sealed.value.id] = fixed(sealed.value.text);
  return sealed.value.id;
};

export interface StoredReading {
  readonly id: ReadingId;
  readonly reading: Reading;
}
export interface UnreadableReading {
  readonly id: string;
  readonly code: ReadingErrorCode | "reading-id-mismatch";
}

/** Every reading of a document in order of measurement; what cannot be read is named, never dropped in silence. */
export const listReadings = (doc: {
  readonly readings?: Readonly<Record<string, unknown>> | undefined;
}): {
  readings: StoredReading[];
  unreadable: UnreadableReading[];
} => {
  const readings: StoredReading[] = [];
  const unreadable: UnreadableReading[] = [];
  for (const [id, value] of Object.entries(doc.readings ?? {})) {
    const text = textOf(value) ?? "";
    const parsed = parseReading(text);
    if (!parsed.ok) unreadable.push({ id, code: parsed.error });
    else if (readingIdOf(text) !== id) unreadable.push({ id, code: "reading-id-mismatch" });
    else readings.push({ id: id as ReadingId, reading: migrateReading(parsed.value) });
  }
  readings.sort((a, b) => a.reading.measuredAt - b.reading.measuredAt || (a.id < b.id ? -1 : 1));
  return { readings, unreadable };
};
