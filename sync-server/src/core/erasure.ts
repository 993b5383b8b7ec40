import { type Principal, worksFor } from "@arogyasync/shared/authority";
import type { ErasurePreview, ErasureView, HolderView } from "@arogyasync/shared/api";
import { base64UrlToBytes } from "@arogyasync/shared/bytes";
import type { Clock, Log, Random } from "@arogyasync/shared/ports";
import { type ErasureReceipt, erasureReceiptBody } from "@arogyasync/shared/protocol";
import { docIdToBytes, isPatientCode, parseDocId } from "@arogyasync/shared/records";
import { err, ok, type Result } from "@arogyasync/shared/result";
import type { AccessLog } from "./access-log.ts";
import type { AccountStore } from "./accounts.ts";
import type { ErasureJournal, ErasureRecord, ErasureRow, ErasureStore } from "./erasure-store.ts";
import type { DocState, LogStore } from "./log-store.ts";

export type ErasureErrorCode =
  | "unknown-patient"
  | "scope-refused"
  | "reason-needed"
  | "confirmation-wrong"
  | "already-erased";

/** Who does it, and where. */
export interface Eraser {
  readonly principal: Principal;
  readonly device: string;
}

export interface Erasures {
  /** What would go. Looking is logged. */
  preview(patient: string, by: Eraser): Promise<Result<ErasurePreview, ErasureErrorCode>>;
  /** Erases for good. Resolves when the log and the journal beside it have it. [TR30] [TR33] */
  erase(
    request: { readonly patient: string; readonly reason: string; readonly confirm: string },
    by: Eraser,
  ): Promise<Result<ErasureView, ErasureErrorCode>>;
  /** The book, newest first, as far as it concerns this principal's clinics. */
  list(by: Principal): Promise<ErasureView[]>;
  /** Devices' signed words; what is not proved, or about nobody who was erased, is passed over. [TR36] */
  receive(receipts: readonly ErasureReceipt[]): Promise<void>;
}

const MIN_REASON_LENGTH = 3;

export interface ErasuresDeps {
  readonly store: Pick<LogStore, "findDocs" | "erase">;
  readonly erasures: ErasureStore;
  readonly journal: ErasureJournal;
  readonly accounts: Pick<AccountStore, "findKey" | "findUser" | "listDevices">;
  readonly accessLog: Pick<AccessLog, "record">;
  /** Resolves when the projections have everything committed: the name and the count come from there. */
  readonly catchUp: () => Promise<void>;
  readonly verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** It is in the log: nobody may be served from memory any more, and whoever follows is told. */
  readonly onErased: () => void;
}

export const createErasures = (deps: ErasuresDeps): Erasures => {
  const { store, erasures, accounts, clock } = deps;

  const find = async (
    patient: string,
    by: Principal,
  ): Promise<Result<DocState, "unknown-patient" | "scope-refused" | "already-erased">> => {
    const [doc] = parseDocId(patient).ok ? await store.findDocs([docIdToBytes(patient)]) : [];
    if (doc?.kind !== "patient") return err("unknown-patient");
    if (!worksFor(by, doc.scopes)) return err("scope-refused");
    return doc.isErased ? err("already-erased") : ok(doc);
  };
  const note = (patient: string, by: Eraser, what: "api" | "erase", reason: string): Promise<void> =>
    deps.accessLog.record([
      {
        person: by.principal.userId,
        roles: [...by.principal.roles],
        patients: [patient],
        what,
        purpose: "HCOMPL",
        device: by.device,
        reason,
      },
    ]);

  const holdersOf = async ({ patient, at }: ErasureRow): Promise<HolderView[]> => {
    const receipts = await erasures.receipts(patient);
    const copies = new Map(
      [...(await erasures.holders(patient)), ...receipts].map(({ device, user }) => [
        `${device}\n${user}`,
        { device, user },
      ]),
    );
    const known = new Map((await accounts.listDevices()).map((device) => [device.id, device]));
    const emptied = await erasures.emptied();
    const views: HolderView[] = [];
    for (const { device, user } of copies.values()) {
      const label = known.get(device)?.label;
      const receipt = receipts.find((r) => r.device === device && r.user === user);
      const heardAt = receipt?.receivedAt ?? emptied.get(device);
      const lastSeenMs = await erasures.lastUsed(device, user);
      const missing = (lastSeenMs ?? 0) > at ? "waiting" : "not-seen";
      views.push({
        device,
        person: (await accounts.findUser(user))?.name ?? user,
        ...(label === undefined ? {} : { label }),
        ...(lastSeenMs === undefined ? {} : { lastSeenMs }),
        state: receipt ? "done" : heardAt === undefined ? missing : "emptied",
        ...(heardAt === undefined ? {} : { atMs: heardAt }),
      });
    }
    return views.sort((a, b) => (b.lastSeenMs ?? 0) - (a.lastSeenMs ?? 0));
  };

  const viewOf = async ({ at, purgedAt, ...record }: ErasureRecord): Promise<ErasureView> => ({
    ...record,
    atMs: at,
    remains: await erasures.remains(record.patient),
    ...(purgedAt === undefined ? {} : { purgedAtMs: purgedAt }),
    devices: await holdersOf({ ...record, at }),
  });

  return {
    async preview(patient, by) {
      const found = await find(patient, by.principal);
      if (!found.ok) return found;
      await deps.catchUp();
      await note(patient, by, "api", "before an erasure");
      const name = await erasures.nameOf(patient);
      return ok({
        patient,
        ...(name === undefined ? {} : { name }),
        clinics: found.value.scopes,
        gone: await erasures.survey(patient),
        devices: new Set((await erasures.holders(patient)).map((copy) => copy.device)).size,
      });
    },

    async erase({ patient, reason: given, confirm }, by) {
      const found = await find(patient, by.principal);
      if (!found.ok) return found;
      const reason = given.trim();
      if (reason.length < MIN_REASON_LENGTH) return err("reason-needed");
      if (confirm.trim() !== patient && !isPatientCode(patient, confirm)) return err("confirmation-wrong");
      await deps.catchUp();
      await note(patient, by, "erase", reason);
      const row = {
        patient,
        clinics: found.value.scopes,
        by: by.principal.userId,
        reason,
        at: clock.now(),
      };
      if (!(await store.erase(row))) return err("already-erased");
      deps.onErased();
      deps.journal.append(row);
      if (!(await erasures.purge(clock.now()))) deps.log.warn("erasure-not-purged", {});
      const record = (await erasures.list()).find((one) => one.patient === patient);
      return record ? ok(await viewOf(record)) : err("unknown-patient");
    },

    async list(by) {
      const mine = (await erasures.list()).filter((one) => worksFor(by, one.clinics));
      return Promise.all(mine.map(viewOf));
    },

    async receive(receipts) {
      const erased = new Set((await erasures.list()).map((one) => one.patient));
      for (const receipt of receipts) {
        if (!erased.has(receipt.patient)) continue;
        const key = base64UrlToBytes(receipt.key);
        const signature = base64UrlToBytes(receipt.signature);
        const owner = await accounts.findKey(key);
        if (!owner || !deps.verify(key, erasureReceiptBody(receipt), signature)) continue;
        await erasures.saveReceipt({
          patient: receipt.patient,
          key,
          device: owner.device,
          user: owner.user.id,
          at: receipt.at,
          receivedAt: clock.now(),
          signature,
        });
      }
    },
  };
};

/**
 * Compares the book with the journal when a relay opens, before anything is served. An erasure that only the journal
 * knows: this database was restored from an older copy. It is erased again, and the log begins a new epoch, because
 * devices' cursors speak of another one. An erasure that only the book knows was cut off before its line was written. [TR33]
 */
export const reapplyErasures = async (deps: {
  readonly store: Pick<LogStore, "erase" | "renewEpoch">;
  readonly erasures: ErasureStore;
  readonly journal: ErasureJournal;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}): Promise<void> => {
  const { store, erasures, journal, log } = deps;
  const book = await erasures.list();
  const { rows, damagedLines } = journal.read();
  if (damagedLines > 0) log.error("erasure-journal-damaged", { lines: damagedLines });
  const known = new Set(book.map((one) => one.patient));
  const lost = rows.filter((row) => !known.has(row.patient) && parseDocId(row.patient).ok);
  let again = 0;
  for (const row of lost) if (await store.erase(row)) again++;
  if (again > 0) {
    await store.renewEpoch(deps.random.bytes(16));
    log.warn("erasures-applied-again", { patients: again });
  }
  const written = new Set(rows.map((row) => row.patient));
  for (const record of book) if (!written.has(record.patient)) journal.append(record);
  const isDue = again > 0 || book.some((one) => one.purgedAt === undefined);
  if (isDue && !(await erasures.purge(deps.clock.now()))) log.warn("erasure-not-purged", {});
};
