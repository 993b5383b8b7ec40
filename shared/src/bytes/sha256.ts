import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";

/** A synchronous SHA-256. Node processes pass node:crypto's, which is ~10× faster than the portable one. */
export type Sha256 = (data: Uint8Array) => Uint8Array;

let implementation: Sha256 = nobleSha256;

/** Swaps in a platform's own SHA-256 (called once by a composition root; the result must be identical). */
export const useSha256 = (fn: Sha256): void => {
  implementation = fn;
};

/** SHA-256 of the bytes: 32 bytes. */
export const sha256 = (data: Uint8Array): Uint8Array => implementation(data);
