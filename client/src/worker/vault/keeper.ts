import { bytesToHex } from "@arogyasync/shared/bytes";
import type { Clock, Random } from "@arogyasync/shared/ports";
import { type PinProblem, pinProblem } from "../../data/pin.ts";
import type { UnlockResult, VaultPerson } from "../../data/vault.ts";
import { MOST_ATTEMPTS, needsSignIn, nextTryAtMs, noAttempts, sinceNow, withOneMore } from "./attempts.ts";
import { newDataKey, newDeviceKey, PIN_COST, unwrapDataKey, usableDataKey, wrapDataKey } from "./pin-key.ts";
import type { KdfCost, VaultRecord, VaultRecords } from "./vault-record.ts";

/** A vault that may be read: its record, and the key of everything in it. */
export interface OpenedVault {
  readonly record: VaultRecord;
  readonly key: CryptoKey;
}
type Opening =
  | { readonly ok: true; readonly vault: OpenedVault }
  | Exclude<UnlockResult, { readonly ok: true }>;

export interface Keeper {
  /** Who has a vault here, the last used first, given-up ones last. */
  people(): Promise<readonly VaultPerson[]>;
  personOf(record: VaultRecord): VaultPerson;
  /** A new vault under a key of its own. */
  create(person: {
    readonly userId: string;
    readonly userName: string;
    readonly pin: string;
  }): Promise<
    { readonly ok: true; readonly vault: OpenedVault } | { readonly ok: false; readonly code: PinProblem }
  >;
  open(vaultId: string, pin: string): Promise<Opening>;
  /** Seals the same key under another PIN: nothing in the vault is written anew. */
  changePin(
    vaultId: string,
    pin: string,
    newPin: string,
  ): Promise<UnlockResult | { readonly ok: false; readonly code: PinProblem }>;
  /** The password was right, online: PINs may be tried again. */
  signedIn(vaultId: string): Promise<void>;
  /** The PIN is given up. What holds nothing unsent is removed; the rest is kept, and says so. */
  giveUp(vaultId: string): Promise<void>;
}

/** Keys of the vaults on this device, behind PINs. Counts every try before it looks at it. [VA2][VA5] */
export const createKeeper = (deps: {
  readonly records: VaultRecords;
  readonly clock: Clock;
  readonly random: Random;
  readonly cost?: KdfCost;
}): Keeper => {
  const { records, clock } = deps;
  const cost = deps.cost ?? PIN_COST;

  const personOf = (record: VaultRecord): VaultPerson => ({
    vaultId: record.id,
    userName: record.userName,
    unsentCount: record.unsent.count,
    nextTryAtMs: nextTryAtMs(record.attempts, clock.now()),
    needsSignIn: needsSignIn(record.attempts),
    isRetired: record.isRetired,
  });

  /** The bare data key; whoever gets it zeroes it. */
  const unwrap = async (
    vaultId: string,
    pin: string,
  ): Promise<
    | { readonly ok: true; readonly record: VaultRecord; readonly dataKey: Uint8Array }
    | Exclude<UnlockResult, { readonly ok: true }>
  > => {
    let refused: Exclude<UnlockResult, { readonly ok: true }> | undefined;
    const record = await records.update(vaultId, (before) => {
      const now = clock.now();
      const waitUntil = nextTryAtMs(sinceNow(before.attempts, now), now);
      if (needsSignIn(before.attempts)) refused = { ok: false, code: "pin-sign-in" };
      else if (waitUntil !== undefined) refused = { ok: false, code: "pin-wait", nextTryAtMs: waitUntil };
      return refused ? before : { ...before, attempts: withOneMore(before.attempts, now) };
    });
    if (!record) return { ok: false, code: "no-vault" };
    if (refused) return refused;
    const dataKey = await unwrapDataKey(vaultId, record.pin, pin, record.deviceKey);
    if (dataKey) {
      const opened = await records.update(vaultId, (before) => ({
        ...before,
        attempts: noAttempts,
        usedAtMs: clock.now(),
      }));
      return { ok: true, record: opened ?? record, dataKey };
    }
    if (needsSignIn(record.attempts)) return { ok: false, code: "pin-sign-in" };
    const waitUntil = nextTryAtMs(record.attempts, clock.now());
    return waitUntil === undefined
      ? { ok: false, code: "wrong-pin", triesLeft: MOST_ATTEMPTS - record.attempts.failed }
      : { ok: false, code: "pin-wait", nextTryAtMs: waitUntil };
  };

  return {
    personOf,
    async people() {
      const now = clock.now();
      const all = await records.all();
      for (const { id, attempts } of all)
        if (attempts.lastAtMs > now)
          await records.update(id, (record) => ({ ...record, attempts: sinceNow(record.attempts, now) }));
      return (await records.all())
        .toSorted((a, b) => Number(a.isRetired) - Number(b.isRetired) || b.usedAtMs - a.usedAtMs)
        .map(personOf);
    },

    async create({ userId, userName, pin }) {
      const problem = pinProblem(pin);
      if (problem !== undefined) return { ok: false, code: problem };
      const id = bytesToHex(deps.random.bytes(8));
      const deviceKey = await newDeviceKey();
      const dataKey = newDataKey();
      const record: VaultRecord = {
        id,
        userId,
        userName,
        usedAtMs: clock.now(),
        lockedAtMs: 0,
        deviceKey,
        pin: await wrapDataKey({ vaultId: id, dataKey, pin, cost, deviceKey }),
        attempts: noAttempts,
        unsent: { count: 0, isExact: true },
        isRetired: false,
      };
      await records.put(record);
      const key = await usableDataKey(dataKey);
      dataKey.fill(0);
      return { ok: true, vault: { record, key } };
    },

    async open(vaultId, pin) {
      const unwrapped = await unwrap(vaultId, pin);
      if (!unwrapped.ok) return unwrapped;
      const key = await usableDataKey(unwrapped.dataKey);
      unwrapped.dataKey.fill(0);
      return { ok: true, vault: { record: unwrapped.record, key } };
    },

    async changePin(vaultId, pin, newPin) {
      const problem = pinProblem(newPin);
      if (problem !== undefined) return { ok: false, code: problem };
      const unwrapped = await unwrap(vaultId, pin);
      if (!unwrapped.ok) return unwrapped;
      const { dataKey, record } = unwrapped;
      const { deviceKey } = record;
      const wrap = await wrapDataKey({ vaultId, dataKey, pin: newPin, cost, deviceKey });
      dataKey.fill(0);
      await records.update(vaultId, (before) => ({ ...before, pin: wrap }));
      return { ok: true };
    },

    async signedIn(vaultId) {
      await records.update(vaultId, (record) => ({ ...record, attempts: noAttempts }));
    },

    async giveUp(vaultId) {
      const record = await records.get(vaultId);
      if (!record) return;
      if (record.unsent.isExact && record.unsent.count === 0) await records.remove(vaultId);
      else await records.update(vaultId, (before) => ({ ...before, isRetired: true }));
    },
  };
};
