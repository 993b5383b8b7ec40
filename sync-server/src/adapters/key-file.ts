import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateKeyPair, type KeyPair, keyPairFromPem } from "./node-crypto.ts";

export interface RelayKeys {
  /** Signs receipts. */
  readonly receipts: KeyPair;
  /** Signs access tokens. */
  readonly tokens: KeyPair;
}

const one = (file: string): KeyPair => {
  if (existsSync(file)) {
    chmodSync(file, 0o600);
    return keyPairFromPem(readFileSync(file, "utf8"));
  }
  const keys = generateKeyPair();
  writeFileSync(file, keys.privatePem, { mode: 0o600, flag: "wx" });
  return keys;
};

/** The relay's keys in its data directory, made at the first start, readable by its user only. */
export const loadRelayKeys = (dataDir: string): RelayKeys => ({
  receipts: one(join(dataDir, "relay-receipts.key.pem")),
  tokens: one(join(dataDir, "relay-tokens.key.pem")),
});
