import * as z from "zod/mini";
import { base64UrlToBytes } from "../bytes/index.ts";
import { type ChangeName, type Receipt, receiptBody } from "../changes/index.ts";
import type { SignatureVerifier } from "../ports/index.ts";
import { type KeySuccession, successorsOf } from "./succession.ts";

const b64 = (length: number) =>
  z.string().check(z.regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((length * 4) / 3)}}$`)));

/** A receipt key as the relay publishes it. Byte strings are base64url, times the relay's clock, epoch ms. */
export const relayKeySchema = z.object({
  key: b64(32),
  fromMs: z.int(),
  /** When its last receipt was signed at the latest; absent for the one in use. */
  untilMs: z.optional(z.int()),
  /** The key before it, over `successionBody`; absent for the first. */
  signature: z.optional(b64(64)),
});
export type RelayKey = z.infer<typeof relayKeySchema>;

/** What `GET /relay-keys` answers: every receipt key there ever was, oldest first, the one in use last. [ID42] */
export const relayKeysSchema = z.object({ keys: z.array(relayKeySchema) });

/** The rotations that a list of published keys tells of, oldest first. */
export const successionsIn = (keys: readonly RelayKey[]): KeySuccession[] =>
  keys.flatMap(({ key, signature }, i) => {
    const before = keys[i - 1];
    return before && signature !== undefined
      ? [
          {
            from: base64UrlToBytes(before.key),
            to: base64UrlToBytes(key),
            signature: base64UrlToBytes(signature),
          },
        ]
      : [];
  });

/** The last key that is reached from a known one; the known one itself when nothing leads on. [ID41] */
export const latestKeyFrom = async (
  verifier: SignatureVerifier,
  known: Uint8Array,
  keys: readonly RelayKey[],
): Promise<Uint8Array> => (await successorsOf(verifier, known, successionsIn(keys))).at(-1) ?? known;

/**
 * Whether a receipt was signed by the relay: with a key that was in use at the time that the receipt names. Receipts
 * of keys that were replaced are good for ever. [ID42]
 * @param keys trusted by the caller: reached from a known one by `successorsOf`.
 */
export const isReceiptSigned = async (
  verifier: SignatureVerifier,
  keys: readonly RelayKey[],
  { signature, ...receipt }: Receipt,
  names: readonly ChangeName[],
): Promise<boolean> => {
  const body = receiptBody(receipt, names);
  for (const { key, fromMs, untilMs } of keys) {
    const isOfItsTime =
      receipt.receivedAt >= fromMs && (untilMs === undefined || receipt.receivedAt <= untilMs);
    if (isOfItsTime && (await verifier.verify(base64UrlToBytes(key), body, signature))) return true;
  }
  return false;
};
