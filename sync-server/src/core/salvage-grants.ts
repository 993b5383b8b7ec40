import { base64UrlToBytes, bytesToBase64Url, bytesToHex, sha256 } from "@arogyasync/shared/bytes";
import type { Clock, Random, Signer } from "@arogyasync/shared/ports";
import {
  type DepartureCause,
  decodeHandIn,
  type HandInReceipt,
  isDepartureCause,
  MAX_HAND_IN_BYTES,
  type SalvageGrant,
  salvageGrantBody,
  salvageProofBody,
} from "@arogyasync/shared/protocol";
import { err, ok, type Result } from "@arogyasync/shared/result";
import type { AccountStore } from "./accounts.ts";
import type { HandInDesk, HandInErrorCode } from "./hand-in.ts";
import { sessionStandingOf } from "./standing.ts";

export interface GrantRecord {
  readonly nonce: Uint8Array;
  readonly key: Uint8Array;
  readonly device: string;
  readonly user: string;
  readonly cause: DepartureCause;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

export interface GrantStore {
  save(grant: GrantRecord): Promise<void>;
  /** The newest grant of this key that is neither used nor expired. */
  findOpen(key: Uint8Array, now: number): Promise<GrantRecord | undefined>;
  find(nonce: Uint8Array): Promise<GrantRecord | undefined>;
  countSince(key: Uint8Array, since: number): Promise<number>;
  /** Uses a grant up for these bytes: `ours` when it is now, or was before, used for exactly them. */
  claim(nonce: Uint8Array, bodyHash: Uint8Array, now: number): Promise<"ours" | "used">;
}

export type GrantErrorCode = "not-departing" | "too-many-grants";
export type SalvageErrorCode =
  | "grant-unknown"
  | "grant-expired"
  | "grant-used"
  | "bad-proof"
  | "too-large"
  | HandInErrorCode;

export const GRANT_MS = 24 * 3_600_000;
/** A device that has much to hand in takes one grant after the other; a stolen one cannot ask for ever. */
export const MAX_GRANTS_PER_DAY = 24;

export interface SalvageGrants {
  /** The one-shot permission of a device that may open no session any more. The key has been proved. [QR11] */
  issue(key: Uint8Array): Promise<Result<SalvageGrant, GrantErrorCode>>;
  /** Takes an upload under a grant. Sending the same one again gives its receipt again. */
  redeem(input: {
    readonly nonce: string;
    readonly proof: string;
    readonly body: Uint8Array;
  }): Promise<Result<HandInReceipt, SalvageErrorCode>>;
}

export const createSalvageGrants = (deps: {
  readonly accounts: Pick<AccountStore, "findKey">;
  readonly grants: GrantStore;
  readonly desk: HandInDesk;
  readonly verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly random: Random;
}): SalvageGrants => {
  const { accounts, grants, clock } = deps;
  /** Uploads under way, by grant: the same one sent twice at once is taken once. */
  const running = new Map<string, Promise<Result<HandInReceipt, SalvageErrorCode>>>();

  const signed = async (record: GrantRecord): Promise<SalvageGrant> => {
    const { nonce, key, device, cause, issuedAt, expiresAt } = record;
    const grant = {
      nonce: bytesToBase64Url(nonce),
      key: bytesToBase64Url(key),
      device,
      cause,
      issuedAt,
      expiresAt,
      maxBytes: MAX_HAND_IN_BYTES,
    };
    return { ...grant, signature: bytesToBase64Url(await deps.signer.sign(salvageGrantBody(grant))) };
  };

  return {
    async issue(key) {
      const known = await accounts.findKey(key);
      const cause = sessionStandingOf(known);
      if (!known || !isDepartureCause(cause)) return err("not-departing");
      const now = clock.now();
      const open = await grants.findOpen(key, now);
      if (open?.cause === cause) return ok(await signed(open));
      if ((await grants.countSince(key, now - 86_400_000)) >= MAX_GRANTS_PER_DAY)
        return err("too-many-grants");
      const record: GrantRecord = {
        nonce: deps.random.bytes(16),
        key,
        device: known.device,
        user: known.user.id,
        cause,
        issuedAt: now,
        expiresAt: now + GRANT_MS,
      };
      await grants.save(record);
      return ok(await signed(record));
    },

    async redeem({ nonce, proof, body }) {
      const grant = await grants.find(base64UrlToBytes(nonce));
      if (!grant) return err("grant-unknown");
      if (body.length > MAX_HAND_IN_BYTES) return err("too-large");
      if (!deps.verify(grant.key, salvageProofBody(nonce, body), base64UrlToBytes(proof)))
        return err("bad-proof");
      const now = clock.now();
      if (now > grant.expiresAt) return err("grant-expired");
      const decoded = decodeHandIn(body);
      if (!decoded.ok) return decoded;
      const bodyHash = sha256(body);
      if ((await grants.claim(grant.nonce, bodyHash, now)) === "used") return err("grant-used");
      const name = bytesToHex(grant.nonce);
      const mine =
        running.get(name) ??
        deps.desk
          .receive({ handIn: decoded.value, courier: grant.user, device: grant.device })
          .finally(() => running.delete(name));
      running.set(name, mine);
      return mine;
    },
  };
};
