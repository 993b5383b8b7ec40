/** What a refused person or operator reads: what happened and what to do. Codes are stable, sentences may improve. */
const reasons: Readonly<Record<string, string>> = {
  "not-your-clinic":
    "You do not work for the clinic this record belongs to. Ask an administrator to add you.",
  "role-may-not-write": "Your role may not write this part of the record. Ask an administrator.",
  "append-only": "Readings are never overwritten or deleted. Record a correction instead.",
  "reading-author":
    "The reading names somebody else as its author. Sign in as that person and save it again.",
  "reading-invalid": "The reading is not well formed. Update the app and record it again.",
  "reading-id-mismatch": "The reading does not match its id. Update the app and record it again.",
  "doc-id-mismatch": "The document's name does not belong to its id.",
  "no-manifest": "No signature answers for this change.",
  "key-unknown":
    "The key that signed this is not registered or was withdrawn. Sign in again, then hand it in.",
  "manifest-invalid": "The signature does not match the changes.",
  "actor-not-author": "The change was not made by the key that signed it.",
  "change-rejected": "The change could not be read safely.",
  "depends-on-refused":
    "It builds on a change that was refused. Your app will make it again without that one.",
  "start-op": "The change's counters do not follow from its history.",
  "actor-seq": "The change's sequence number does not follow from its history.",
  "first-change-exists": "This document was begun by somebody else already.",
  "doc-full": "This document holds as many changes as one document may.",
  erased: "This record was erased by law and cannot be written again.",
};

export const reasonFor = (code: string): string => reasons[code] ?? "The change is not admissible.";
