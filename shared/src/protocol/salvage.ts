import * as z from "zod/mini";
import { concatBytes, sha256, u64be, utf8ToBytes } from "../bytes/index.ts";
import type { ChangeName } from "../changes/index.ts";
import { err, ok, type Result } from "../result.ts";
import { isPlainCbor } from "./cbor-shape.ts";
import { decodePlainCbor, encodeCbor } from "./codec.ts";
import { bytesUpTo, docRef, manifestField } from "./fields.ts";
import { MAX_DOCS_PER_PUSH, MAX_FRAME_BYTES } from "./version.ts";

/**
 * Handing in: what a device that is no longer trusted (or a person whose records were refused) gives to the
 * administrator's quarantine. HTTP, one request, write-only, retried whole. [QR10]
 */

const b64 = (length: number) =>
  z.string().check(z.regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((length * 4) / 3)}}$`)));

/** Why a device's session ended for good. `device-wipe`: it is trusted, and was told to empty itself. */
export const departureCauses = ["device-revoked", "user-disabled", "device-wipe"] as const;
export type DepartureCause = (typeof departureCauses)[number];
export const isDepartureCause = (code: string): code is DepartureCause =>
  (departureCauses as readonly string[]).includes(code);

/** One upload of a phone: some thousand readings are a few hundred kilobytes; more goes in several, each with a grant. */
export const MAX_HAND_IN_BYTES = 8 * 1024 * 1024;
export const MAX_HAND_IN_PARTS = 64;

/**
 * The relay's signed permission to hand in once: bound to one device key, write-only, limited in time and size. A
 * client takes a revocation for true only with one that its relay's known key has signed: a captive portal that says
 * 403 must never make a phone erase itself.
 */
export const salvageGrantSchema = z.object({
  nonce: b64(16),
  key: b64(32),
  device: z.string().check(z.minLength(1), z.maxLength(64)),
  cause: z.enum(departureCauses),
  issuedAt: z.int().check(z.minimum(0)),
  expiresAt: z.int().check(z.minimum(0)),
  maxBytes: z.int().check(z.minimum(1)),
  signature: b64(64),
});
export type SalvageGrant = z.infer<typeof salvageGrantSchema>;

const text = (value: string): Uint8Array => {
  const bytes = utf8ToBytes(value);
  return concatBytes(u64be(bytes.length), bytes);
};

/** What the relay signs of a grant: every field but the signature, in a fixed order. [QR11] */
export const salvageGrantBody = (grant: Omit<SalvageGrant, "signature">): Uint8Array =>
  concatBytes(
    utf8ToBytes("arogya/salvage-grant/1\0"),
    text(grant.nonce),
    text(grant.key),
    text(grant.device),
    text(grant.cause),
    u64be(grant.issuedAt),
    u64be(grant.expiresAt),
    u64be(grant.maxBytes),
  );

/** What a device key signs to be given a grant. */
export const departProofBody = (publicKey: Uint8Array, at: number): Uint8Array =>
  concatBytes(utf8ToBytes("arogya/depart/1\0"), publicKey, u64be(at));

/** What the device key signs of an upload: a grant that was copied is worth nothing without the key. [QR11] */
export const salvageProofBody = (nonce: string, body: Uint8Array): Uint8Array =>
  concatBytes(utf8ToBytes("arogya/salvage/1\0"), text(nonce), sha256(body));

/** A part has the bounds of a push, and passes the same pipeline. */
const partSchema = z.object({
  docs: z.array(docRef).check(z.minLength(1), z.maxLength(MAX_DOCS_PER_PUSH)),
  pack: bytesUpTo(MAX_FRAME_BYTES),
  manifests: z.array(manifestField).check(z.minLength(1), z.maxLength(1024)),
});
export const handInSchema = z.object({
  v: z.literal(1),
  parts: z.array(partSchema).check(z.maxLength(MAX_HAND_IN_PARTS)),
  /** What its author wants the administrator to know. */
  note: z.optional(z.string().check(z.maxLength(500))),
});
export type HandIn = z.infer<typeof handInSchema>;

export const encodeHandIn = (handIn: HandIn): Uint8Array => encodeCbor(handIn);

/** Reads an upload; never throws, whatever the bytes. */
export const decodeHandIn = (bytes: Uint8Array): Result<HandIn, "malformed"> => {
  if (bytes.length > MAX_HAND_IN_BYTES || !isPlainCbor(bytes)) return err("malformed");
  try {
    const parsed = handInSchema.safeParse(decodePlainCbor(bytes));
    return parsed.success ? ok(parsed.data) : err("malformed");
  } catch {
    return err("malformed");
  }
};

/** Where each change of an upload lies now, one character a change in the order of the parts. */
export const handInFates = { stored: "s", quarantined: "q", erased: "e" } as const;

/** The relay's signed word that every change of the upload is on its disk: in the log, in quarantine, or erased by law. */
export const handInReceiptSchema = z.object({
  epoch: b64(16),
  at: z.int().check(z.minimum(0)),
  fates: z.string().check(z.regex(/^[sqe]*$/)),
  signature: b64(64),
});
export type HandInReceipt = z.infer<typeof handInReceiptSchema>;

/** domain ‖ epoch ‖ at ‖ fates ‖ count ‖ SHA-256(doc ‖ hash …) in the order of the upload. [QR12] */
export const handInReceiptBody = (
  receipt: Omit<HandInReceipt, "signature">,
  names: readonly ChangeName[],
): Uint8Array =>
  concatBytes(
    utf8ToBytes("arogya/hand-in-receipt/1\0"),
    text(receipt.epoch),
    u64be(receipt.at),
    text(receipt.fates),
    u64be(names.length),
    sha256(concatBytes(...names.flatMap((n) => [n.doc, n.hash]))),
  );

/** A device's signed word that it has destroyed what it held. Signed before, because the key is destroyed with it. */
export const wipeStatementSchema = z.object({
  key: b64(32),
  device: z.string().check(z.minLength(1), z.maxLength(64)),
  /** A departure's cause, or `person`: somebody at the device chose it. */
  cause: z.enum([...departureCauses, "person"]),
  /** By the device's clock, epoch ms. */
  at: z.int().check(z.minimum(0)),
  /** Records that the relay has given a receipt for in this departure … */
  handedIn: z.int().check(z.minimum(0)),
  /** … and such as were destroyed without one, because a person insisted. */
  lost: z.int().check(z.minimum(0)),
  signature: b64(64),
});
export type WipeStatement = z.infer<typeof wipeStatementSchema>;

export const wipeStatementBody = (statement: Omit<WipeStatement, "signature">): Uint8Array =>
  concatBytes(
    utf8ToBytes("arogya/wiped/1\0"),
    text(statement.key),
    text(statement.device),
    text(statement.cause),
    u64be(statement.at),
    u64be(statement.handedIn),
    u64be(statement.lost),
  );
