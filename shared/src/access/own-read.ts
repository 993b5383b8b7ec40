import * as z from "zod/mini";
import { canonicalJson, concatBytes, utf8ToBytes } from "../bytes/index.ts";
import { accessPurposeCodes } from "../records/index.ts";
import { MAX_REASON_LENGTH } from "./entry.ts";

/** What a device may report by itself: that somebody opened a record on it, or took one out. */
export const ownReadKinds = ["screen", "export"] as const;
export type OwnReadKind = (typeof ownReadKinds)[number];

/**
 * A read that a device saw, with or without a network, as it is signed and kept there until the relay has it. The
 * signature is the reader's, so that it stays theirs whoever is signed in when it goes out. [TR4]
 */
export const ownReadSchema = z.object({
  id: z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/)),
  /** Clock of the device, epoch ms. */
  at: z.int().check(z.minimum(0)),
  person: z.string().check(z.minLength(1), z.maxLength(64)),
  patient: z.string().check(z.minLength(1), z.maxLength(64)),
  what: z.enum(ownReadKinds),
  purpose: z.enum(accessPurposeCodes),
  reason: z.string().check(z.maxLength(MAX_REASON_LENGTH)),
});
export type OwnRead = z.infer<typeof ownReadSchema>;

const DOMAIN = utf8ToBytes("arogya/read/1\0");
/** The signed bytes: domain ‖ canonical JSON. */
export const ownReadBody = (read: OwnRead): Uint8Array =>
  concatBytes(DOMAIN, utf8ToBytes(canonicalJson(read)));
