import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { generateKeyPair, type KeyPair, keyPairFromPem } from "./node-crypto.ts";

export interface RelayKeys {
  /** Signs receipts. */
  readonly receipts: KeyPair;
  /** Signs access tokens. */
  readonly tokens: KeyPair;
}

/**
 * Whole and on disk before anybody relies on it: a key file that a power cut left empty keeps the relay from starting,
 * and no phone accepts receipts under another key.
 */
const writeDurably = (file: string, text: string): void => {
  const draft = `${file}.tmp`;
  const fd = openSync(draft, "w", 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(draft, file);
  const folder = openSync(dirname(file), "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
};

const one = (file: string): KeyPair => {
  if (existsSync(file)) {
    chmodSync(file, 0o600);
    return keyPairFromPem(readFileSync(file, "utf8"));
  }
  const keys = generateKeyPair();
  writeDurably(file, keys.privatePem);
  return keys;
};

/** The relay's keys in its data directory, made at the first start, readable by its user only. */
export const loadRelayKeys = (dataDir: string): RelayKeys => ({
  receipts: one(join(dataDir, "relay-receipts.key.pem")),
  tokens: one(join(dataDir, "relay-tokens.key.pem")),
});
