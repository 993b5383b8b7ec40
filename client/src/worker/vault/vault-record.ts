import type { Attempts } from "./attempts.ts";

/** Argon2id's cost, kept with each vault so that it can be raised for new PINs. */
export interface KdfCost {
  readonly memoryKiB: number;
  readonly passes: number;
}

/** The data key, sealed under a PIN and this device. */
export interface PinWrap {
  readonly salt: Uint8Array;
  readonly cost: KdfCost;
  readonly sealedKey: Uint8Array;
}

/** What is known of a vault before it is opened. Nothing of a patient, no token. [VA3] */
export interface VaultRecord {
  /** Random; names the vault's database. */
  readonly id: string;
  readonly userId: string;
  readonly userName: string;
  readonly usedAtMs: number;
  /** Locked in every tab at this time: a key that was handed over earlier opens nothing any more. */
  readonly lockedAtMs: number;
  /** HMAC-SHA-256, not extractable: without this browser's storage the PIN opens nothing. */
  readonly deviceKey: CryptoKey;
  readonly pin: PinWrap;
  readonly attempts: Attempts;
  /** `isExact`: counted when it was closed in order; otherwise there may be more than `count`. */
  readonly unsent: { readonly count: number; readonly isExact: boolean };
  readonly isRetired: boolean;
}

/** The device's small plain book: who has a vault here. */
export interface VaultRecords {
  /** The device's own id, made at first use; `isNew` when there was none. */
  device(): Promise<{ readonly id: string; readonly isNew: boolean }>;
  all(): Promise<readonly VaultRecord[]>;
  get(id: string): Promise<VaultRecord | undefined>;
  put(record: VaultRecord): Promise<void>;
  /** Reads and writes in one transaction, durable when it resolves; undefined when there is no such vault. */
  update(id: string, change: (record: VaultRecord) => VaultRecord): Promise<VaultRecord | undefined>;
  /** Removes the record, and with it the only way to the data key; then the sealed database. */
  remove(id: string): Promise<void>;
}
