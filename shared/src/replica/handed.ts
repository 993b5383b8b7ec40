import { base64UrlToBytes, bytesToHex, concatBytes, equalBytes } from "../bytes/index.ts";
import type { ChangeName } from "../changes/index.ts";
import { type ReplicaStore, type SignatureVerifier, soundEntries, type StoreWrite } from "../ports/index.ts";
import { decodeCbor, encodeCbor, type HandInReceipt, handInReceiptBody } from "../protocol/index.ts";
import { keys } from "./keys.ts";
import { PAIR_BYTES } from "./outbox-rows.ts";

/** One receipt as it rests: what the relay signed, and the pairs it signed it over. */
interface StoredReceipt {
  readonly receipt: HandInReceipt;
  readonly names: Uint8Array;
}

/** Who checks receipts, and by which key. */
export interface ReceiptCheck {
  readonly verifier: SignatureVerifier;
  /** The relay's key as this device knows it, 32 bytes. */
  readonly relayKey: Uint8Array;
}

/**
 * Whether a receipt answers for exactly these changes in this order: one fate for each, signed by the relay that this
 * device knows. Anything less counts for nothing. [QR31]
 */
export const isReceiptFor = async (
  { verifier, relayKey }: ReceiptCheck,
  { signature, ...receipt }: HandInReceipt,
  names: readonly ChangeName[],
): Promise<boolean> =>
  receipt.fates.length === names.length &&
  (await verifier.verify(relayKey, handInReceiptBody(receipt, names), base64UrlToBytes(signature)));

/** What the relay has given hand-in receipts for, in the life of its log that spoke last. */
export interface Handed {
  /** Of the last receipt; undefined when there is none yet. */
  readonly epoch: Uint8Array | undefined;
  /** The fate of each covered change by "document id ‖ hash" in hex. */
  readonly fates: ReadonlyMap<string, string>;
  /** The number of the next receipt. */
  readonly nextNo: number;
}

export const nameKey = ({ doc, hash }: ChangeName): string => bytesToHex(doc) + bytesToHex(hash);

const splitNames = (bytes: Uint8Array): ChangeName[] =>
  Array.from({ length: bytes.length / PAIR_BYTES }, (_, i) => {
    const at = i * PAIR_BYTES;
    return { doc: bytes.slice(at, at + 16), hash: bytes.slice(at + 16, at + PAIR_BYTES) };
  });

/** The write that keeps a receipt over these changes. */
export const receiptWrite = (
  no: number,
  receipt: HandInReceipt,
  names: readonly ChangeName[],
): StoreWrite => ({
  type: "put",
  key: keys.handed(String(no).padStart(6, "0")),
  value: encodeCbor({
    receipt,
    names: concatBytes(...names.flatMap(({ doc, hash }) => [doc, hash])),
  } satisfies StoredReceipt),
});

/**
 * Reads the receipts that rest here, each checked again: a disk is not believed either. Those of an earlier life of the
 * relay's log no longer count.
 */
export const readHanded = async (store: ReplicaStore, check: ReceiptCheck): Promise<Handed> => {
  const fates = new Map<string, string>();
  let epoch: Uint8Array | undefined;
  let nextNo = 0;
  for (const { key, value } of soundEntries(await store.range(keys.handed()))) {
    nextNo = Number(key[1]) + 1;
    const { receipt, names: pairs } = decodeCbor(value) as StoredReceipt;
    const names = splitNames(pairs);
    if (!(await isReceiptFor(check, receipt, names))) continue;
    const spoken = base64UrlToBytes(receipt.epoch);
    if (epoch && !equalBytes(epoch, spoken)) fates.clear();
    epoch = spoken;
    names.forEach((name, i) => fates.set(nameKey(name), receipt.fates[i] ?? ""));
  }
  return { epoch, fates, nextNo };
};
