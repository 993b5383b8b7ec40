import { bytesToBase32 } from "./encoding.ts";
import { sha256 } from "./sha256.ts";

/** The name of content: base32 of the first 16 bytes of its SHA-256, 26 characters. Readings lie under it. [RC4] */
export const contentKey = (content: Uint8Array): string => bytesToBase32(sha256(content).subarray(0, 16));
