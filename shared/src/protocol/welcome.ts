import * as z from "zod/mini";
import { epochBytes, epochMs, keyBytes, keySuccession, seqNumber } from "./fields.ts";

/** The answer to `hello`: who the relay takes you for, where its log stands, and how far backups reach. */
export const welcomeSchema = z.object({
  t: z.literal("welcome"),
  protocol: z.int().check(z.minimum(1)),
  epoch: epochBytes,
  seq: seqNumber,
  backedUpSeq: seqNumber,
  nowMs: epochMs,
  relayKey: keyBytes,
  /** How the key came to be this one: each successor signed by its predecessor. Absent when it is the first. [ID41] */
  successions: z.optional(z.array(keySuccession).check(z.maxLength(64))),
  user: z.string(),
  roles: z.array(z.string()),
  clinics: z.array(z.string()),
});
export type Welcome = z.infer<typeof welcomeSchema>;
