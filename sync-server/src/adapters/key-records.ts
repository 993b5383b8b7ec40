import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { writeDurably } from "./write-durably.ts";

const keyRecordSchema = z.object({
  /** First 8 bytes of the SHA-256 of the public key, base64url. */
  kid: z.string(),
  /** Public key, base64url. */
  key: z.string(),
  fromMs: z.number().int(),
  /** Not used after this, and as a token's not believed; absent for the key in use. */
  untilMs: z.number().int().optional(),
  /** By the key before it, over `successionBody`; receipt keys only. */
  signature: z.string().optional(),
});
export type KeyRecord = z.infer<typeof keyRecordSchema>;

const keyRecordsSchema = z.object({
  v: z.literal(1),
  token: z.array(keyRecordSchema).min(1),
  receipt: z.array(keyRecordSchema).min(1),
});
/** The history of the relay's keys, oldest first; nothing in it is secret. */
export type KeyRecords = z.infer<typeof keyRecordsSchema>;

export const KEY_RECORDS_FILE = "relay-keys.json";

/** The data folder's keys cannot be used; the message says what to do. */
export class RelayKeyError extends Error {
  override name = "RelayKeyError";
}

export const readKeyRecords = (dataDir: string): KeyRecords | undefined => {
  const file = join(dataDir, KEY_RECORDS_FILE);
  if (!existsSync(file)) return undefined;
  try {
    return keyRecordsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    throw new RelayKeyError(`${file} cannot be read. Restore it from the last backup of the data folder.`);
  }
};

export const writeKeyRecords = (dataDir: string, records: KeyRecords): void =>
  writeDurably(join(dataDir, KEY_RECORDS_FILE), `${JSON.stringify(records, undefined, 2)}\n`);
