import type { Compression, ReplicaStore } from "../ports/index.ts";
import { handInFates, type HandInReceipt } from "../protocol/index.ts";
import { err, ok, type Result } from "../result.ts";
import { buildUpload } from "./hand-in-upload.ts";
import { isReceiptFor, nameKey, readHanded, type ReceiptCheck, receiptWrite } from "./handed.ts";
import { nameOf } from "./push-frame.ts";
import type { OutboxEntry } from "./types.ts";
import { readUnsent } from "./unsent.ts";

/** Why an upload, or the permission for it, was not given. */
export interface HandInFailure {
  /** The relay's own code, or that of the way to it ("offline", "relay-down"). */
  readonly code: string;
  readonly message: string;
}

/** The way of an upload to the relay: under a grant, or as whoever is signed in. */
export interface HandInLink {
  upload(body: Uint8Array): Promise<Result<HandInReceipt, HandInFailure>>;
}

export interface HandInInput extends ReceiptCheck {
  readonly store: ReplicaStore;
  readonly compression: Compression;
  readonly link: HandInLink;
  /** Whose entries; everybody's when absent. */
  readonly isMeant?: ((entry: OutboxEntry) => boolean) | undefined;
  readonly note?: string | undefined;
  readonly maxUploadBytes?: number | undefined;
  /** Called after each receipt with how many entries have none yet. */
  readonly onProgress?: ((left: number) => void) | undefined;
}

/** Every entry has a receipt. */
export interface HandedIn {
  readonly count: number;
  /** Of these: in the record already … */
  readonly storedCount: number;
  /** … and waiting for an administrator. */
  readonly quarantinedCount: number;
  /** On this device and not readable any more: not handed in, by nobody. */
  readonly unreadableCount: number;
}

export interface HandInError extends HandInFailure {
  /** Entries without a receipt. */
  readonly left: number;
}

export type HandInPlace = Pick<HandInInput, "store" | "verifier" | "relayKey" | "isMeant">;

/** What of this device is handed in and what is not, by the receipts that are durable here. */
export const surveyHandIn = async ({ store, isMeant = () => true, ...check }: HandInPlace) => {
  const handed = await readHanded(store, check);
  const unsent = await readUnsent(store, handed.epoch);
  const meant = unsent.entries.filter(isMeant);
  const fates = meant.map((entry) => handed.fates.get(nameKey(nameOf(entry))));
  return {
    nextNo: handed.nextNo,
    left: meant.filter((_, i) => fates[i] === undefined),
    summary: {
      count: meant.length,
      storedCount: fates.filter((fate) => fate === handInFates.stored).length,
      quarantinedCount: fates.filter((fate) => fate === handInFates.quarantined).length,
      unreadableCount: unsent.unreadableCount,
    },
  };
};

/** Entries that no valid receipt covers: what would be lost if this device were emptied now. [QR31] */
export const notHandedIn = async (where: HandInPlace): Promise<readonly OutboxEntry[]> =>
  (await surveyHandIn(where)).left;

/**
 * Gives the relay everything that may be only on this device, and says "all handed in" only when a valid receipt that
 * is durable here covers every entry. Nothing is removed from the store. It may be killed at any moment and begun
 * again: receipts are kept, and an upload whose answer was lost is the same upload again. The relay is asked at least
 * once in every run, so that the answer is about its log as it is now. [QR30][QR31]
 */
export const handIn = async (input: HandInInput): Promise<Result<HandedIn, HandInError>> => {
  let { left, nextNo, summary } = await surveyHandIn(input);
  do {
    const upload = await buildUpload(left, {
      compression: input.compression,
      note: input.note,
      maxBytes: input.maxUploadBytes,
    });
    const answer = await input.link.upload(upload.body);
    if (!answer.ok) return err({ ...answer.error, left: left.length });
    if (!(await isReceiptFor(input, answer.value, upload.names)))
      return err({
        code: "receipt-invalid",
        message: "The answer is not signed by the relay over what was handed in.",
        left: left.length,
      });
    await input.store.transact([receiptWrite(nextNo, answer.value, upload.names)], "strict");
    ({ left, nextNo, summary } = await surveyHandIn(input));
    input.onProgress?.(left.length);
  } while (left.length > 0);
  return ok(summary);
};
