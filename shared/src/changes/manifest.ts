import { ByteWriter, concatBytes, sha256, u64be, utf8ToBytes } from "../bytes/index.ts";
import type { SignatureVerifier, Signer } from "../ports/index.ts";

/** One change by name: 16-byte document id and 32-byte change hash. */
export interface ChangeName {
  readonly doc: Uint8Array;
  readonly hash: Uint8Array;
}

/**
 * A signed list of changes: "I, holder of this key, wrote these". The hash of a change covers its dependencies, so a
 * signature over one hash answers for everything before it by the same actor. The pairs are in a fixed order; on the
 * wire they are left out where the receiver knows them (a manifest over a whole push).
 */
export interface Manifest {
  /** Ed25519 public key of the author, 32 bytes. */
  readonly key: Uint8Array;
  /** When it was signed, epoch ms by the author's clock. */
  readonly signedAt: number;
  readonly signature: Uint8Array;
}

const DOMAIN = utf8ToBytes("arogya/manifest/1\0");

/** The signed bytes: domain ‖ key ‖ u64be(signedAt) ‖ u64be(count) ‖ SHA-256(doc ‖ hash ‖ doc ‖ hash …). [PR6] */
export const manifestBody = (key: Uint8Array, signedAt: number, names: readonly ChangeName[]): Uint8Array => {
  const pairs = new ByteWriter();
  for (const { doc, hash } of names) pairs.bytes(doc).bytes(hash);
  return concatBytes(DOMAIN, key, u64be(signedAt), u64be(names.length), sha256(pairs.finish()));
};

export const signManifest = async (
  signer: Signer,
  signedAt: number,
  names: readonly ChangeName[],
): Promise<Manifest> => ({
  key: signer.publicKey,
  signedAt,
  signature: await signer.sign(manifestBody(signer.publicKey, signedAt, names)),
});

export const verifyManifest = (
  verifier: SignatureVerifier,
  manifest: Manifest,
  names: readonly ChangeName[],
): boolean | Promise<boolean> =>
  Number.isSafeInteger(manifest.signedAt) && manifest.signedAt >= 0
    ? verifier.verify(manifest.key, manifestBody(manifest.key, manifest.signedAt, names), manifest.signature)
    : false;
