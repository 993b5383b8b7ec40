import type { ChangeRefusalCode } from "@arogyasync/shared/protocol";

const DAMAGED =
  "The change was damaged or made by a program with a fault. Record it again; tell the operator.";
const UPDATE = "It holds something this relay does not know. Update the app and record it again.";

/** What a refused person or operator reads: what happened and what to do. Codes are stable, sentences may improve. [QR1] */
const reasons: Readonly<Record<ChangeRefusalCode, string>> = {
  "not-your-clinic":
    "You do not work for the clinic this record belongs to. Ask an administrator to add you.",
  "role-may-not-write": "Your role may not write this part of the record. Ask an administrator.",
  "append-only": "Readings are never overwritten or deleted. Record a correction instead.",
  "reading-author":
    "The reading names somebody else as its author. Sign in as that person and save it again.",
  "consent-author":
    "The consent names somebody else as the one who recorded it. Sign in as that person and record it again.",
  "reading-invalid": "The reading is not well formed. Update the app and record it again.",
  "reading-id-mismatch": "The reading does not match its id. Update the app and record it again.",
  "doc-id-mismatch": "The document's name does not belong to its id.",
  "no-manifest": "No signature answers for this change.",
  "key-unknown": "The key that signed this is not registered. Sign in again, then send it again.",
  "device-revoked": "The device that signed this was switched off. An administrator decides about it.",
  "device-wipe": "The device that signed this is being emptied. It hands in what is not sent.",
  "user-disabled": "Whoever signed this has no account any more. An administrator decides about it.",
  "manifest-invalid": "The signature does not match the changes.",
  "actor-not-author": "The change was not made by the key that signed it.",
  "change-rejected": "The change could not be read safely.",
  "change-malformed": DAMAGED,
  "change-not-a-change": DAMAGED,
  "change-checksum": DAMAGED,
  "change-start-op": DAMAGED,
  "change-too-large": "The change is too large. Enter it again in smaller steps, with a shorter note.",
  "change-too-many-ops": "The change does too much at once. Enter it again in smaller steps.",
  "change-too-many-deps": DAMAGED,
  "depends-on-refused":
    "It builds on a change that was refused. Your app will make it again without that one.",
  "missing-dep": "It builds on a change that the relay does not have.",
  "start-op": "The change's counters do not follow from its history.",
  "actor-seq": "The change's sequence number does not follow from its history.",
  "reference-missing":
    "It changes a value that this record does not have. Update the app, open the record again and repeat the change.",
  "first-change-exists": "This document was begun by somebody else already.",
  "doc-full": "This document holds as many changes as one document may.",
  erased: "This record was erased by law and cannot be written again.",
  "root-change-protected": "It changes how the record began, which nobody may.",
  "root-change-shape": "The new record does not begin as records of this version do. Update the app.",
  "no-dependencies": "It does not build on the record it belongs to.",
  "unknown-place": UPDATE,
  "operation-not-allowed": UPDATE,
  "value-not-allowed": UPDATE,
  "key-not-allowed": UPDATE,
};

export const reasonFor = (code: string): string =>
  Object.hasOwn(reasons, code) ? reasons[code as ChangeRefusalCode] : "The change is not admissible.";
