import { bytesToHex, concatBytes, equalBytes, sha256 } from "../bytes/index.ts";
import type { Random } from "../ports/index.ts";

/** The first 8 bytes of SHA-256 of the author's public key: the part of an actor that commits to its author. */
export const actorPrefixBytes = (publicKey: Uint8Array): Uint8Array => sha256(publicKey).slice(0, 8);

/** The same in hex. */
export const actorPrefix = (publicKey: Uint8Array): string => bytesToHex(actorPrefixBytes(publicKey));

/**
 * A fresh actor: commits to the author's key and is never used twice, so nobody claims another's change and a device
 * rolled back to an older state never repeats a sequence number (which would wedge a document for ever). [AU2]
 */
export const freshActor = (publicKey: Uint8Array, random: Random): string =>
  bytesToHex(concatBytes(actorPrefixBytes(publicKey), random.bytes(8)));

export const isActorOf = (actor: string, publicKey: Uint8Array): boolean =>
  actor.startsWith(actorPrefix(publicKey));

/** The same for bytes, against a prefix that was computed once for many changes. */
export const commitsTo = (actorBytes: Uint8Array, prefix: Uint8Array): boolean =>
  equalBytes(actorBytes.subarray(0, prefix.length), prefix);
