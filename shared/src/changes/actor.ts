import { bytesToHex, concatBytes, sha256 } from "../bytes/index.ts";
import type { Random } from "../ports/index.ts";

/** The first 8 bytes of SHA-256 of the author's public key, in hex: the part of an actor that commits to its author. */
export const actorPrefix = (publicKey: Uint8Array): string => bytesToHex(sha256(publicKey).subarray(0, 8));

/**
 * A fresh actor: commits to the author's key and is never used twice, so nobody claims another's change and a device
 * rolled back to an older state never repeats a sequence number (which would wedge a document for ever). [AU2]
 */
export const freshActor = (publicKey: Uint8Array, random: Random): string =>
  bytesToHex(concatBytes(sha256(publicKey).slice(0, 8), random.bytes(8)));

export const isActorOf = (actor: string, publicKey: Uint8Array): boolean =>
  actor.startsWith(actorPrefix(publicKey));
