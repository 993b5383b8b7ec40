import { createPublicKey, verify } from "node:crypto";
import type { SignatureVerifier } from "../ports/index.ts";

// RFC 8410: the DER of an Ed25519 public key is this prefix and its 32 bytes.
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

export const nodeVerifier: SignatureVerifier = {
  verify: (publicKey, message, signature) => {
    try {
      const der = Buffer.concat([SPKI_PREFIX, publicKey]);
      return verify(null, message, createPublicKey({ key: der, format: "der", type: "spki" }), signature);
    } catch {
      return false; // Not a point on the curve: nobody signed with it.
    }
  },
};
