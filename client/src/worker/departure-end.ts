import { base64UrlToBytes, bytesToBase64Url } from "@arogyasync/shared/bytes";
import { getSound, type Signer } from "@arogyasync/shared/ports";
import {
  decodeCbor,
  latestKeyFrom,
  type WipeStatement,
  wipeStatementBody,
} from "@arogyasync/shared/protocol";
import { type HandedIn, keys } from "@arogyasync/shared/replica";
import type { DepartureNote } from "../platform/departure-note.ts";
import type { DepartureDeps } from "./departure-deps.ts";

/** A relay's key, and whether it is certain that it has no successor. */
export interface TrustedRelayKey {
  readonly key: Uint8Array;
  readonly isLatest: boolean;
}

/**
 * The relay's key that this device knows (the one its log was met under, else of the last session), followed to the one
 * of today: a phone that was away may have missed rotations, and what ends its session is signed by the new key.
 */
export const trustedRelayKey = async (
  { store, verifier, relayKeys }: Pick<DepartureDeps, "store" | "verifier" | "relayKeys">,
  ofSession: string | undefined,
): Promise<TrustedRelayKey | undefined> => {
  const met = await getSound(store, keys.relay);
  const known = met
    ? (decodeCbor(met) as { readonly key: Uint8Array }).key
    : ofSession === undefined
      ? undefined
      : base64UrlToBytes(ofSession);
  if (!known) return undefined;
  const published = await relayKeys();
  return {
    key: published ? await latestKeyFrom(verifier, known, published) : known,
    isLatest: published !== undefined,
  };
};

/** The device's word that it is empty; signed before, because the key is destroyed with the rest. [QR22] */
export const signStatement = async (
  signer: Signer,
  statement: Omit<WipeStatement, "key" | "signature">,
): Promise<WipeStatement> => {
  const body = { key: bytesToBase64Url(signer.publicKey), ...statement };
  return { ...body, signature: bytesToBase64Url(await signer.sign(wipeStatementBody(body))) };
};

/** What the device will remember of it. @param lost entries without a receipt. */
export const noteOf = (
  cause: DepartureNote["cause"],
  scope: DepartureNote["scope"],
  atMs: number,
  { count, quarantinedCount, unreadableCount }: HandedIn,
  lost = 0,
): DepartureNote => ({
  cause,
  scope,
  atMs,
  handedIn: count - lost,
  quarantined: quarantinedCount,
  lost: lost + unreadableCount,
  isEmptying: scope === "device",
  isReported: false,
  othersWaiting: 0,
  isRead: false,
});

/**
 * The last look, and the end, while nobody can write: false when `end` saw that it is not time yet. Otherwise the lock
 * is never given back: what waits for it would write into a store that is gone, and call it saved.
 */
export const closeForGood = (
  exclusive: <T>(work: () => Promise<T>) => Promise<T>,
  end: () => Promise<boolean>,
): Promise<boolean> =>
  new Promise((resolve, reject) => {
    exclusive(async () => {
      const isOver = await end();
      resolve(isOver);
      if (isOver) await new Promise<never>(() => {});
    }).catch(reject);
  });
