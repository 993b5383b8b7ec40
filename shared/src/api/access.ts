import * as z from "zod/mini";
import { accessEntrySchema, accessKinds, ownReadSchema } from "../access/index.ts";
import { endpoint } from "./endpoint.ts";

const bytes64 = (length: number) =>
  z.string().check(z.regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((length * 4) / 3)}}$`)));
const position = z.int().check(z.minimum(1));
const epochMs = z.int().check(z.minimum(0));

export const MAX_READS_PER_REPORT = 200;
export const MAX_ENTRIES_PER_PAGE = 200;

/** A read that a device saw, with its reader's signature. */
export const signedRead = z.object({ read: ownReadSchema, key: bytes64(32), signature: bytes64(64) });
export type SignedRead = z.infer<typeof signedRead>;

/** Hands in what a device has logged. Every id in `done` is in the relay's log for good; sending it again is free. [TR4] */
export const reportReads = endpoint({
  name: "access/report",
  roles: "anyone",
  request: z.object({ reads: z.array(signedRead).check(z.maxLength(MAX_READS_PER_REPORT)) }),
  response: z.object({ done: z.readonly(z.array(z.string())) }),
  maxBytes: 256 * 1024,
});

export const accessReview = z.object({
  /** Number of the entry. */
  no: position,
  by: z.string(),
  note: z.string(),
  atMs: epochMs,
});
export type AccessReview = z.infer<typeof accessReview>;

/** Entries as a screen shows them: with the names of the people in them, and who has looked at the emergencies. */
const shownEntries = {
  entries: z.readonly(z.array(accessEntrySchema)),
  reviews: z.readonly(z.array(accessReview)),
  /** Login → name. */
  people: z.record(z.string(), z.string()),
};

/** Newest first. `next` goes on behind the last entry that was looked at; absent at the end. [TR5] */
export const listAccess = endpoint({
  name: "access/list",
  roles: ["admin", "auditor"],
  request: z.object({
    patient: z.optional(z.string().check(z.maxLength(64))),
    person: z.optional(z.string().check(z.maxLength(64))),
    what: z.optional(z.enum(accessKinds)),
    /** Relay clock, epoch ms; from inclusive, to exclusive. */
    from: z.optional(epochMs),
    to: z.optional(epochMs),
    before: z.optional(position),
    limit: z.optional(z.int().check(z.minimum(1), z.maximum(MAX_ENTRIES_PER_PAGE))),
  }),
  response: z.object({ ...shownEntries, next: z.optional(position) }),
});

/** Emergency accesses that nobody has looked at yet, oldest first. [TR42] */
export const listEmergencies = endpoint({
  name: "access/emergencies",
  roles: ["admin", "auditor"],
  request: z.object({}),
  response: z.object(shownEntries),
});

/** Says that an emergency access was looked at, by somebody else than the one who made it. [TR42] */
export const reviewEmergency = endpoint({
  name: "access/review",
  roles: ["admin", "auditor"],
  request: z.object({ no: position, note: z.string().check(z.maxLength(500)) }),
  response: z.object({ review: accessReview }),
});

export const chainHead = z.object({ no: z.int().check(z.minimum(0)), hash: bytes64(32) });
export type ChainHeadView = z.infer<typeof chainHead>;

/** Recomputes the whole chain. `expected` is a head that the auditor kept: it must still lie in the chain. [TR3] */
export const verifyAccess = endpoint({
  name: "access/verify",
  roles: ["admin", "auditor"],
  request: z.object({ expected: z.optional(chainHead) }),
  response: z.object({
    intact: z.boolean(),
    /** How many entries were recomputed. */
    entries: z.int(),
    head: chainHead,
    /** The first entry that is not what was written, and in what way. */
    fault: z.optional(
      z.object({
        no: z.int(),
        fault: z.enum(["missing", "unreadable", "changed", "index", "shorter-than-known"]),
      }),
    ),
  }),
});
export type AccessVerification = z.infer<(typeof verifyAccess)["response"]>;
