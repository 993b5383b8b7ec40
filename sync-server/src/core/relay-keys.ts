import type { Signer } from "@arogyasync/shared/ports";
import type { KeySuccession, RelayKey } from "@arogyasync/shared/protocol";

/** After a rotation the old token key is still believed, and open connections still sign with the old receipt key. */
export const KEY_OVERLAP_MS = 20 * 60_000;

export const keyPurposes = ["token", "receipt"] as const;
export type KeyPurpose = (typeof keyPurposes)[number];

/** The receipt key in use, and how it came to be. */
export interface ReceiptKey {
  readonly signer: Signer;
  readonly successions: readonly KeySuccession[];
}

/** The relay's keys as they are now: rotation replaces them while it runs. [ID40] [ID41] */
export interface RelayKeyRing {
  /** Signs with whatever key is in use at that moment. */
  readonly receipts: Signer;
  receiptKey(): ReceiptKey;
  /** Every receipt key there ever was, oldest first. */
  published(): readonly RelayKey[];
  /** Takes up keys that were rotated; true when there were any. Throws when they cannot be read (yet). */
  reload(): boolean;
}
