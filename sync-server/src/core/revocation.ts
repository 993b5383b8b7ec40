import { base64UrlToBytes } from "@arogyasync/shared/bytes";
import { type Principal, worksFor } from "@arogyasync/shared/authority";
import type { Clock } from "@arogyasync/shared/ports";
import { type WipeStatement, wipeStatementBody } from "@arogyasync/shared/protocol";
import { err, ok, type Result } from "@arogyasync/shared/result";
import type { AccountStore } from "./accounts.ts";

export type RevocationTarget = "device" | "person";
/** `wipe`: the device is trusted, hands in what it has and empties itself. `reinstate`: a revocation was a mistake. */
export type RevocationAction = "revoke" | "wipe" | "reinstate";

/** A line in the append-only book of what was done to people and devices. [QR22] */
export interface RevocationRow {
  readonly target: RevocationTarget;
  readonly id: string;
  readonly action: RevocationAction;
  readonly by: string;
  readonly reason: string;
  readonly at: number;
}

export interface WipeRow extends Omit<WipeStatement, "key" | "signature"> {
  readonly key: Uint8Array;
  readonly user: string;
  readonly signature: Uint8Array;
  readonly receivedAt: number;
}

export interface RevocationStore {
  /** Writes the line and does what it says, in one transaction; false when there is no such device or person. */
  apply(row: RevocationRow): Promise<boolean>;
  list(limit: number): Promise<RevocationRow[]>;
  /** People with a key on this device, and the clinics they work for. */
  peopleOn(device: string): Promise<{ readonly user: string; readonly clinics: readonly string[] }[]>;
  /** Notes that a device says it is empty; its keys are dead from now on. The same statement twice is one. */
  saveWipe(row: WipeRow): Promise<void>;
  listWipes(limit: number): Promise<WipeRow[]>;
  /** Moves whenever anybody's rights do: people, clinics, roles, keys, devices. */
  standingVersion(): Promise<number>;
}

export type RevocationErrorCode =
  | "reason-needed"
  | "unknown-device"
  | "unknown-user"
  | "scope-refused"
  | "role-refused"
  | "not-yourself"
  | "confirmation-wrong"
  | "already-wiped";

export interface RevocationRequest {
  readonly target: RevocationTarget;
  readonly id: string;
  readonly action: RevocationAction;
  readonly reason: string;
  /** The id once more, as the person has typed it: it ends connections and empties a device. */
  readonly confirm: string;
}

export interface Revocations {
  apply(request: RevocationRequest, by: Principal): Promise<Result<RevocationRow, RevocationErrorCode>>;
  /** The book, newest first, as far as it concerns this principal's clinics. */
  list(
    by: Principal,
  ): Promise<{ readonly rows: readonly RevocationRow[]; readonly wipes: readonly WipeRow[] }>;
  /** A device's signed word that it is empty. */
  wiped(statement: WipeStatement): Promise<Result<undefined, "bad-proof" | "key-unknown">>;
}

const MIN_REASON_LENGTH = 3;
const BOOK_LINES = 500;

/**
 * Ends what a device or a person may do, at once and with a reason. Nothing that they wrote is touched: what a device
 * still holds is handed in to quarantine before it empties itself. [QR20][QR22]
 */
export const createRevocations = (deps: {
  readonly accounts: Pick<AccountStore, "findUser" | "findKey">;
  readonly store: RevocationStore;
  readonly verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  readonly clock: Clock;
}): Revocations => {
  const { accounts, store, clock } = deps;
  const concerns = (by: Principal, clinics: readonly string[]): boolean =>
    clinics.includes("*") || worksFor(by, clinics);

  /** Whether this principal may do it, as far as the target says. */
  const check = async (
    { target, id, action }: RevocationRequest,
    by: Principal,
  ): Promise<RevocationErrorCode | undefined> => {
    if (target === "device") {
      const people = await store.peopleOn(id);
      if (people.length === 0) return "unknown-device";
      return people.some((p) => concerns(by, p.clinics)) ? undefined : "scope-refused";
    }
    const user = await accounts.findUser(id);
    if (!user || action === "wipe") return "unknown-user";
    if (!concerns(by, user.clinics)) return "scope-refused";
    if (id === by.userId) return "not-yourself";
    // Otherwise whoever looks after phones could lock out those who answer for the clinic.
    return user.roles.includes("admin") && !by.roles.includes("admin") ? "role-refused" : undefined;
  };

  return {
    async apply(request, by) {
      const { target, id, action, confirm } = request;
      const reason = request.reason.trim();
      if (reason.length < MIN_REASON_LENGTH) return err("reason-needed");
      if (confirm !== id) return err("confirmation-wrong");
      const wrong = await check(request, by);
      if (wrong) return err(wrong);
      if (target === "device" && action !== "revoke") {
        const isEmpty = (await store.listWipes(BOOK_LINES)).some((w) => w.device === id);
        if (isEmpty) return err("already-wiped");
      }
      const row = { target, id, action, by: by.userId, reason, at: clock.now() };
      const isDone = await store.apply(row);
      return isDone ? ok(row) : err(target === "device" ? "unknown-device" : "unknown-user");
    },

    async list(by) {
      const rows: RevocationRow[] = [];
      const clinicsOf = async (row: RevocationRow): Promise<readonly string[]> =>
        row.target === "device"
          ? (await store.peopleOn(row.id)).flatMap((p) => p.clinics)
          : ((await accounts.findUser(row.id))?.clinics ?? []);
      for (const row of await store.list(BOOK_LINES)) if (concerns(by, await clinicsOf(row))) rows.push(row);
      const wipes: WipeRow[] = [];
      for (const wipe of await store.listWipes(BOOK_LINES))
        if (
          concerns(
            by,
            (await store.peopleOn(wipe.device)).flatMap((p) => p.clinics),
          )
        )
          wipes.push(wipe);
      return { rows, wipes };
    },

    async wiped(statement) {
      const { signature, ...rest } = statement;
      const key = base64UrlToBytes(statement.key);
      const known = await accounts.findKey(key);
      if (!known || known.device !== statement.device) return err("key-unknown");
      if (!deps.verify(key, wipeStatementBody(rest), base64UrlToBytes(signature))) return err("bad-proof");
      await store.saveWipe({
        ...rest,
        key,
        user: known.user.id,
        signature: base64UrlToBytes(signature),
        receivedAt: clock.now(),
      });
      return ok(undefined);
    },
  };
};
