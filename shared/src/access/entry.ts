import * as z from "zod/mini";
import { canonicalJson } from "../bytes/index.ts";
import { accessPurposeCodes } from "../records/index.ts";

/**
 * What was done with a patient's record: `screen` a person opened it in the app; `delivery` documents went to a
 * person's device; `api` and `export` it was read or taken out in another way; `lookup` somebody looked for a patient
 * outside their clinics; `break-glass` emergency access was opened; `erase` the record was erased. Two kinds speak of
 * the log itself: `unproved` a device handed in an entry whose signature does not hold, `cut` entries are missing.
 */
export const accessKinds = [
  "screen",
  "delivery",
  "api",
  "export",
  "lookup",
  "break-glass",
  "erase",
  "unproved",
  "cut",
] as const;
export type AccessKind = (typeof accessKinds)[number];

export const MAX_REASON_LENGTH = 500;
/** One entry may speak of this many patients: a page of a first sync. */
export const MAX_PATIENTS_PER_ENTRY = 64;

const epochMs = z.int().check(z.minimum(0));
const idText = z.string().check(z.minLength(1), z.maxLength(64));

/**
 * One entry of the access log. Ids only: no name, number or reading is ever part of it. Entries are never changed or
 * removed. [TR1]
 */
export const accessEntrySchema = z.object({
  /** 1, 2, 3, … without gaps. */
  no: z.int().check(z.minimum(1)),
  /** Made by whoever saw the read; the same entry twice is one. */
  id: z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/)),
  /** Relay clock, when it was written here. */
  at: epochMs,
  /** Clock of the device, when it was read there; only for reads that a device saw. */
  deviceAt: z.optional(epochMs),
  person: idText,
  roles: z.array(z.string().check(z.maxLength(32))).check(z.maxLength(16)),
  patients: z.array(idText).check(z.maxLength(MAX_PATIENTS_PER_ENTRY)),
  what: z.enum(accessKinds),
  purpose: z.enum(accessPurposeCodes),
  device: z.string().check(z.maxLength(64)),
  /** Typed by a person where one was asked for; otherwise "". */
  reason: z.string().check(z.maxLength(MAX_REASON_LENGTH)),
  /** Who brought it, where that is somebody else (a shared phone). */
  courier: z.optional(idText),
});
export type AccessEntry = z.infer<typeof accessEntrySchema>;
export type NewAccessEntry = Omit<AccessEntry, "no" | "at">;

/** The text that is hashed and kept: RFC 8785, fields that are absent left out. */
export const canonicalEntry = (entry: AccessEntry): string =>
  canonicalJson(Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)));

export const parseEntry = (text: string): AccessEntry | undefined => {
  try {
    const parsed = accessEntrySchema.safeParse(JSON.parse(text));
    return parsed.success && canonicalEntry(parsed.data) === text ? parsed.data : undefined;
  } catch {
    return undefined;
  }
};
