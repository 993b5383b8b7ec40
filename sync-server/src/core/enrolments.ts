import { type Principal, worksFor } from "@arogyasync/shared/authority";
import { enrolmentCodeHash, newEnrolmentCode } from "@arogyasync/shared/enrolment";
import type { Clock, Random } from "@arogyasync/shared/ports";
import { err, ok, type Result } from "@arogyasync/shared/result";
import type { AccountStore } from "./accounts.ts";
import type { EnrolmentCodeRecord, EnrolmentStore } from "./enrolment-store.ts";

export type EnrolmentErrorCode =
  | "unknown-clinic"
  | "unknown-user"
  | "scope-refused"
  | "not-of-this-clinic"
  | "too-many-codes"
  | "unknown-code"
  | "enrolment-code-used"
  | "enrolment-code-withdrawn";

export interface IssuedCode {
  /** Shown once: the relay keeps its hash. */
  readonly code: string;
  readonly record: EnrolmentCodeRecord;
}

/** What device managers do about letting devices in. [ID34] */
export interface Enrolments {
  issue(
    by: Principal,
    request: {
      readonly clinic: string;
      readonly user?: string | undefined;
      readonly hours?: number | undefined;
    },
  ): Promise<Result<IssuedCode, EnrolmentErrorCode>>;
  /** Codes of the principal's clinics, newest first, with what became of each. */
  list(by: Principal): Promise<readonly EnrolmentCodeRecord[]>;
  withdraw(by: Principal, no: number): Promise<Result<EnrolmentCodeRecord, EnrolmentErrorCode>>;
}

const HOUR_MS = 3_600_000;
export const DEFAULT_HOURS = 24;
/** So many that nobody withdraws or uses mean that something issues them by itself. */
const MAX_OPEN_PER_CLINIC = 200;
const MAX_LISTED = 1_000;

export const createEnrolments = (deps: {
  readonly store: EnrolmentStore;
  readonly accounts: Pick<AccountStore, "findClinics" | "findUser">;
  readonly clock: Clock;
  readonly random: Random;
}): Enrolments => {
  const { store, accounts, clock, random } = deps;
  return {
    async issue(by, { clinic, user, hours = DEFAULT_HOURS }) {
      if (!worksFor(by, [clinic])) return err("scope-refused");
      if ((await accounts.findClinics([clinic])).length === 0) return err("unknown-clinic");
      const person = user === undefined ? undefined : await accounts.findUser(user);
      if (user !== undefined && (!person || person.isDisabled || person.passwordHash === undefined))
        return err("unknown-user");
      if (person && !person.clinics.includes(clinic)) return err("not-of-this-clinic");
      const at = clock.now();
      if ((await store.countOpen(clinic, at)) >= MAX_OPEN_PER_CLINIC) return err("too-many-codes");
      const code = newEnrolmentCode(random);
      const hash = enrolmentCodeHash(code);
      const expiresAt = at + hours * HOUR_MS;
      return ok({ code, record: await store.issue({ hash, clinic, user, by: by.userId, at, expiresAt }) });
    },
    list: (by) => store.list(by.clinics.includes("*") ? undefined : by.clinics, MAX_LISTED),
    async withdraw(by, no) {
      const known = await store.find(no);
      if (!known || !worksFor(by, [known.clinic])) return err("unknown-code");
      if (known.withdrawn) return err("enrolment-code-withdrawn");
      const isDone = await store.withdraw(no, by.userId, clock.now());
      const record = await store.find(no);
      return isDone && record ? ok(record) : err("enrolment-code-used");
    },
  };
};
