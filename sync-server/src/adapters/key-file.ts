import { chmodSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { base64UrlToBytes, bytesToBase64Url, sha256 } from "@arogyasync/shared/bytes";
import { successionBody } from "@arogyasync/shared/protocol";
import { KEY_OVERLAP_MS, type KeyPurpose } from "../core/relay-keys.ts";
import {
  type KeyRecord,
  type KeyRecords,
  readKeyRecords,
  RelayKeyError,
  writeKeyRecords,
} from "./key-records.ts";
import { generateKeyPair, type KeyPair, keyPairFromPem } from "./node-crypto.ts";
import { writeDurably } from "./write-durably.ts";

/** The key of the first start, from before keys had ids. */
const firstFile = (dataDir: string, purpose: KeyPurpose): string =>
  join(dataDir, `relay-${purpose}s.key.pem`);
const fileOf = (dataDir: string, purpose: KeyPurpose, kid: string): string =>
  join(dataDir, `relay-${purpose}s.${kid}.key.pem`);

export const keyIdOf = (publicKey: Uint8Array): string => bytesToBase64Url(sha256(publicKey).slice(0, 8));

const recordOf = ({ publicKey }: KeyPair, fromMs: number): KeyRecord => ({
  kid: keyIdOf(publicKey),
  key: bytesToBase64Url(publicKey),
  fromMs,
});

const readPem = (file: string): KeyPair => {
  chmodSync(file, 0o600);
  return keyPairFromPem(readFileSync(file, "utf8"));
};

/** The key of the first start: read, or made. */
const firstKey = (dataDir: string, purpose: KeyPurpose, now: number): KeyRecord => {
  const file = firstFile(dataDir, purpose);
  // Since when it has been in use nobody wrote down: every receipt so far is its.
  if (existsSync(file)) return recordOf(readPem(file), 0);
  const keys = generateKeyPair();
  writeDurably(file, keys.privatePem);
  return recordOf(keys, now);
};

/** The history of the keys in a data folder; begun at the first start. */
export const openKeyRecords = (dataDir: string, now: number): KeyRecords => {
  const known = readKeyRecords(dataDir);
  if (known) return known;
  const records: KeyRecords = {
    v: 1,
    token: [firstKey(dataDir, "token", now)],
    receipt: [firstKey(dataDir, "receipt", now)],
  };
  writeKeyRecords(dataDir, records);
  return records;
};

const lastOf = (records: KeyRecords, purpose: KeyPurpose): KeyRecord => {
  const last = records[purpose].at(-1);
  if (!last) throw new RelayKeyError(`There is no ${purpose} key.`);
  return last;
};

/** The private key in use. */
export const readCurrentKey = (dataDir: string, records: KeyRecords, purpose: KeyPurpose): KeyPair => {
  const { kid } = lastOf(records, purpose);
  const file = [fileOf(dataDir, purpose, kid), firstFile(dataDir, purpose)].find((path) => existsSync(path));
  const keys = file === undefined ? undefined : readPem(file);
  if (keys && keyIdOf(keys.publicKey) === kid) return keys;
  throw new RelayKeyError(
    `The private ${purpose} key ${kid} is not in ${dataDir}. Restore it from the last backup of the folder.`,
  );
};

/**
 * Puts a new key in the place of the one in use and deletes the old private key. A relay that runs on the folder takes
 * the new one up within a second. One caller at a time.
 * @param overlapMs how long what the old key signed is still made (receipts) or believed (tokens).
 */
export const rotateKey = async (
  dataDir: string,
  purpose: KeyPurpose,
  now: number,
  overlapMs = KEY_OVERLAP_MS,
): Promise<{ readonly kid: string; readonly before: string }> => {
  const records = openKeyRecords(dataDir, now);
  const before = lastOf(records, purpose);
  const old = readCurrentKey(dataDir, records, purpose);
  const fresh = generateKeyPair();
  const { kid } = recordOf(fresh, now);
  const body = successionBody({ from: base64UrlToBytes(before.key), to: fresh.publicKey });
  const signature = purpose === "receipt" ? { signature: bytesToBase64Url(await old.sign(body)) } : {};
  // The new private key is on disk before anything points to it, and the old one goes last.
  writeDurably(fileOf(dataDir, purpose, kid), fresh.privatePem);
  const kept = records[purpose].filter(
    ({ untilMs }) => purpose === "receipt" || untilMs === undefined || untilMs > now,
  );
  writeKeyRecords(dataDir, {
    ...records,
    [purpose]: [
      ...kept.slice(0, -1),
      { ...before, untilMs: now + overlapMs },
      { ...recordOf(fresh, now), ...signature },
    ],
  });
  for (const file of [fileOf(dataDir, purpose, before.kid), firstFile(dataDir, purpose)])
    rmSync(file, { force: true });
  return { kid, before: before.kid };
};
