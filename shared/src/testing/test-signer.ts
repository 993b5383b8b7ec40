import { concatBytes, equalBytes, sha256, utf8ToBytes } from "../bytes/index.ts";
import type { SignatureVerifier, Signer } from "../ports/index.ts";

/**
 * A signature scheme with the shapes of Ed25519 and none of its strength: anybody who reads this file can forge it.
 * It catches what a simulation is after: a wrong key, a wrong message, a flipped bit.
 */
const tag = (publicKey: Uint8Array, message: Uint8Array): Uint8Array => {
  const first = sha256(concatBytes(utf8ToBytes("test-signature/1"), publicKey, message));
  return concatBytes(first, sha256(concatBytes(utf8ToBytes("test-signature/2"), publicKey, first)));
};

/** A signer whose key is derived from a name. */
export const createTestSigner = (name: string): Signer => {
  const publicKey = sha256(utf8ToBytes(`test-key/${name}`));
  return { publicKey, sign: (message) => Promise.resolve(tag(publicKey, message)) };
};

export const testVerifier: SignatureVerifier = {
  verify: (publicKey, message, signature) => equalBytes(tag(publicKey, message), signature),
};
