import * as z from "zod/mini";
import { erasureReceiptSchema } from "../protocol/index.ts";
import { endpoint } from "./endpoint.ts";

const patientId = z.string().check(z.minLength(1), z.maxLength(64));
const count = z.int().check(z.minimum(0));

/** What of a patient lies on the relay, or was removed from it. */
const surveyView = z.object({
  documents: count,
  changes: count,
  bytes: count,
  readings: count,
  snapshots: count,
  /** Refused or handed in, not in the record. */
  quarantined: count,
});

export const holderView = z.object({
  device: z.string(),
  label: z.optional(z.string()),
  /** Whose copy: on a shared device each person has one of their own. */
  person: z.string(),
  lastSeenMs: z.optional(z.int()),
  /**
   * `done`: it said so, signed. `emptied`: it said that it holds nothing at all any more. `waiting`: it was here since
   * and has not said so yet. `not-seen`: it was not here since.
   */
  state: z.enum(["done", "emptied", "waiting", "not-seen"]),
  /** When the relay heard it. */
  atMs: z.optional(z.int()),
});
export type HolderView = z.infer<typeof holderView>;

export const erasureView = z.object({
  patient: z.string(),
  clinics: z.readonly(z.array(z.string())),
  by: z.string(),
  reason: z.string(),
  atMs: z.int(),
  gone: surveyView,
  /** Names and hashes, without content. */
  remains: z.object({ documents: count, changes: count, accessEntries: count }),
  /** When the bytes had left the relay's files; absent while the files are still to be rewritten. */
  purgedAtMs: z.optional(z.int()),
  /** Devices that are known to have had the record. */
  devices: z.readonly(z.array(holderView)),
});
export type ErasureView = z.infer<typeof erasureView>;

/** What an erasure of this patient would remove. Looking is logged. [TR30] */
export const previewErasure = endpoint({
  name: "erasures/preview",
  roles: ["admin"],
  request: z.object({ patient: patientId }),
  response: z.object({
    patient: z.string(),
    name: z.optional(z.string()),
    clinics: z.readonly(z.array(z.string())),
    gone: surveyView,
    devices: count,
  }),
});
export type ErasurePreview = z.infer<(typeof previewErasure)["response"]>;

/** Erases a patient by law, for good. [TR30] */
export const erasePatient = endpoint({
  name: "erasures/erase",
  roles: ["admin"],
  request: z.object({
    patient: patientId,
    reason: z.string().check(z.maxLength(500)),
    /** The patient's short code (`patientCode`) or id again, as typed. */
    confirm: z.string().check(z.maxLength(64)),
  }),
  response: z.object({ erasure: erasureView }),
});

/** The book of erasures of the administrator's clinics, newest first. */
export const listErasures = endpoint({
  name: "erasures/list",
  roles: ["admin", "auditor"],
  request: z.object({}),
  response: z.object({ erasures: z.readonly(z.array(erasureView)) }),
});

export const MAX_RECEIPTS_PER_REPORT = 100;
/** Devices say that they have removed a patient. `done` need not be said again. [TR36] */
export const reportErased = endpoint({
  name: "erasures/report",
  roles: "anyone",
  request: z.object({
    receipts: z.array(erasureReceiptSchema).check(z.maxLength(MAX_RECEIPTS_PER_REPORT)),
  }),
  response: z.object({ done: z.readonly(z.array(z.string())) }),
});
