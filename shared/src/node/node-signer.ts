import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { base64UrlToBytes } from "../bytes/index.ts";
import type { Signer } from "../ports/index.ts";
import { secretFile } from "./secret-file.ts";

const newKey = (): string =>
  generateKeyPairSync("ed25519").privateKey.export({ format: "pem", type: "pkcs8" }) as string;

const signerOf = (pem: string | Buffer): Signer => {
  const privateKey = createPrivateKey(pem);
  const { x } = createPublicKey(privateKey).export({ format: "jwk" });
  return {
    publicKey: base64UrlToBytes(x ?? ""),
    sign: async (message) => new Uint8Array(sign(null, message, privateKey)),
  };
};

/** The Ed25519 key of a service, PKCS #8 in a file of its own, made on first use. Throws when it is no such key. */
export const signerFromFile = (path: string): Signer => signerOf(secretFile(path, newKey));

/** A key that lives as long as this process. */
export const freshSigner = (): Signer => signerOf(newKey());
