import { statSync } from "node:fs";
import { join } from "node:path";
import { base64UrlToBytes } from "@arogyasync/shared/bytes";
import type { Signer } from "@arogyasync/shared/ports";
import { type RelayKey, successionsIn } from "@arogyasync/shared/protocol";
import type { ReceiptKey, RelayKeyRing } from "../core/relay-keys.ts";
import { openKeyRecords, readCurrentKey } from "./key-file.ts";
import { KEY_RECORDS_FILE, type KeyRecords } from "./key-records.ts";
import { type KeyPair, publicKeyOf } from "./node-crypto.ts";
import type { TokenKeys } from "./tokens.ts";

interface Loaded {
  readonly records: KeyRecords;
  readonly stamp: string;
  readonly token: KeyPair;
  readonly receipt: KeyPair;
}

/** Moves when the file is replaced. */
const stampOf = (dataDir: string): string => {
  const { ino, mtimeMs, size } = statSync(join(dataDir, KEY_RECORDS_FILE));
  return `${ino} ${mtimeMs} ${size}`;
};

const load = (dataDir: string, now: number): Loaded => {
  const records = openKeyRecords(dataDir, now);
  return {
    records,
    stamp: stampOf(dataDir),
    token: readCurrentKey(dataDir, records, "token"),
    receipt: readCurrentKey(dataDir, records, "receipt"),
  };
};

/** The keys of a data folder, as a rotation by another process leaves them. */
export class KeyRing implements RelayKeyRing {
  readonly #dataDir: string;
  readonly #now: () => number;
  #loaded: Loaded;

  constructor(dataDir: string, now: () => number) {
    this.#dataDir = dataDir;
    this.#now = now;
    this.#loaded = load(dataDir, now());
  }

  reload(): boolean {
    if (stampOf(this.#dataDir) === this.#loaded.stamp) return false;
    this.#loaded = load(this.#dataDir, this.#now());
    return true;
  }

  readonly receipts: Signer = (() => {
    const current = (): KeyPair => this.#loaded.receipt;
    return {
      get publicKey() {
        return current().publicKey;
      },
      sign: (message) => current().sign(message),
    };
  })();

  receiptKey(): ReceiptKey {
    return { signer: this.#loaded.receipt, successions: successionsIn(this.published()) };
  }

  published(): readonly RelayKey[] {
    return this.#loaded.records.receipt.map(({ kid: _kid, ...key }) => key);
  }

  /** The token key in use, and those that are still believed. */
  readonly tokens: TokenKeys = {
    current: () => {
      const { token, records } = this.#loaded;
      return { kid: records.token.at(-1)?.kid ?? "", privateKey: token.privateKey };
    },
    find: (kid) => {
      const record = this.#loaded.records.token.find((one) => one.kid === kid);
      if (!record || (record.untilMs !== undefined && record.untilMs < this.#now())) return undefined;
      return publicKeyOf(base64UrlToBytes(record.key));
    },
  };
}
