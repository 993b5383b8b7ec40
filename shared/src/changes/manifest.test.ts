import { createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { bytesToHex, concatBytes } from "../bytes/index.ts";
import type { SignatureVerifier, Signer } from "../ports/index.ts";
import { manifestBody, signManifest, verifyManifest } from "./manifest.ts";
import { receiptBody } from "./receipt.ts";

const keys = generateKeyPairSync("ed25519");
const publicKey = new Uint8Array(keys.publicKey.export({ format: "der", type: "spki" }).subarray(-32));
const signer: Signer = {
  publicKey,
  sign: (message) => Promise.resolve(new Uint8Array(sign(null, message, keys.privateKey))),
};
const SPKI = Buffer.from("302a300506032b6570032100", "hex");
const verifier: SignatureVerifier = {
  verify: (key, message, signature) =>
    verify(
      null,
      message,
      createPublicKey({ key: Buffer.concat([SPKI, key]), format: "der", type: "spki" }),
      signature,
    ),
};
const names = [1, 2, 3].map((n) => ({ doc: new Uint8Array(16).fill(n), hash: new Uint8Array(32).fill(n) }));
const pairs = createHash("sha256")
  .update(concatBytes(...names.flatMap((n) => [n.doc, n.hash])))
  .digest("hex");

describe("manifests", () => {
  it("[PR6] the signed bytes are domain, key, time, count and the hash of the pairs", () => {
    expect(bytesToHex(manifestBody(publicKey, 0x1_0000_0005, names))).toBe(
      Buffer.from("arogya/manifest/1\0").toString("hex") +
        bytesToHex(publicKey) +
        "0000000100000005" +
        "0000000000000003" +
        pairs,
    );
  });

  it("[PR6] an honest manifest verifies; any change of it does not", async () => {
    const manifest = await signManifest(signer, 1_764_000_000_000, names);
    expect(await verifyManifest(verifier, manifest, names)).toBe(true);
    const other = { doc: new Uint8Array(16).fill(9), hash: new Uint8Array(32).fill(9) };
    for (const wrong of [
      names.slice(1),
      [...names, other],
      [names[1]!, names[0]!, names[2]!],
      [names[0]!, names[1]!, other],
      [],
    ])
      expect(await verifyManifest(verifier, manifest, wrong)).toBe(false);
    for (const signedAt of [1, -1, 1.5, Number.NaN, 2 ** 53])
      expect(await verifyManifest(verifier, { ...manifest, signedAt }, names)).toBe(false);
    const signature = manifest.signature.slice();
    signature[3]! ^= 1;
    expect(await verifyManifest(verifier, { ...manifest, signature }, names)).toBe(false);
  });
});

it("[PR8] a receipt's signed bytes are domain, epoch, sequence, time, count and the hash of the pairs", () => {
  const epoch = new Uint8Array(16).fill(0xee);
  expect(bytesToHex(receiptBody({ epoch, seq: 77, receivedAt: 5 }, names))).toBe(
    Buffer.from("arogya/receipt/1\0").toString("hex") +
      "ee".repeat(16) +
      "000000000000004d" +
      "0000000000000005" +
      "0000000000000003" +
      pairs,
  );
});

it("[PR6][PR8] a manifest can never be read as a receipt", () => {
  const manifest = manifestBody(publicKey, 5, names);
  const receipt = receiptBody({ epoch: publicKey.slice(0, 16), seq: 1, receivedAt: 5 }, names);
  expect(bytesToHex(manifest.subarray(0, 17))).not.toBe(bytesToHex(receipt.subarray(0, 17)));
});
