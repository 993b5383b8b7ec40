import * as z from "zod/mini";
import { docKinds } from "../records/index.ts";

// The global's own type says `Uint8Array<ArrayBuffer>`, which no function of ours promises to return.
const AnyBytes = Uint8Array as unknown as new (length: number) => Uint8Array;

/** A byte string of exactly, or at most, so many bytes. `describe` puts the bound into the frozen schema. */
export const bytesOf = (length: number) =>
  z.instanceof(AnyBytes).check(
    z.refine((b: Uint8Array) => b.length === length),
    z.describe(`bytes[${length}]`),
  );
export const bytesUpTo = (max: number) =>
  z.instanceof(AnyBytes).check(
    z.refine((b: Uint8Array) => b.length <= max),
    z.describe(`bytes[..${max}]`),
  );

export const docIdBytes = bytesOf(16);
export const hashBytes = bytesOf(32);
export const keyBytes = bytesOf(32);
export const signatureBytes = bytesOf(64);
export const epochBytes = bytesOf(16);
/** A position in the log; 0 is before everything. Gaps are legal. */
export const seqNumber = z.int().check(z.minimum(0));
export const epochMs = z.int().check(z.minimum(0));
export const batchId = z.int().check(z.minimum(0), z.maximum(2 ** 32 - 1));
export const scopeText = z.string().check(z.minLength(1), z.maxLength(64));
export const kindText = z.enum(docKinds);
export const codeText = z.string().check(z.minLength(1), z.maxLength(64));
export const sentence = z.string().check(z.maxLength(500));

/** A document as a message names it. For derived kinds the receiver recomputes the id and refuses a mismatch. */
export const docRef = z.object({
  id: docIdBytes,
  kind: kindText,
  owner: z.string().check(z.maxLength(64)),
  period: z.string().check(z.maxLength(64)),
});

/** One rotation of the relay's receipt key; the signature is the old key's, over `successionBody`. */
export const keySuccession = z.object({ from: keyBytes, to: keyBytes, signature: signatureBytes });

export const manifestField = z.object({
  key: keyBytes,
  signedAt: epochMs,
  signature: signatureBytes,
  /**
   * Which of the push's changes it covers, by index, in the signed order; absent: all of them in order.
   * `missing` lists signed pairs (16 + 32 bytes each) that are not in this push.
   */
  covers: z.optional(z.array(z.int().check(z.minimum(-1))).check(z.maxLength(4096))),
  missing: z.optional(z.array(bytesOf(48)).check(z.maxLength(4096))),
});
