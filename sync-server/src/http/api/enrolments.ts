import {
  type EnrolmentCodeView,
  enrolmentPeople,
  issueEnrolment,
  listDevices,
  listEnrolments,
  withdrawEnrolment,
} from "@arogyasync/shared/api";
import { type Principal, worksFor } from "@arogyasync/shared/authority";
import type { Clock } from "@arogyasync/shared/ports";
import { ok } from "@arogyasync/shared/result";
import type { AccountStore } from "../../core/accounts.ts";
import type { EnrolmentCodeRecord, EnrolmentStore } from "../../core/enrolment-store.ts";
import type { EnrolmentErrorCode, Enrolments } from "../../core/enrolments.ts";
import { type ApiFailure, refuse, type Serve } from "./serve.ts";

const failures: Readonly<Record<EnrolmentErrorCode, readonly [ApiFailure["status"], string]>> = {
  "unknown-clinic": [404, "There is no such clinic."],
  "unknown-user": [404, "There is no such person, or the account is closed."],
  "scope-refused": [403, "This belongs to a clinic that is not yours."],
  "not-of-this-clinic": [422, "This person does not work for this clinic."],
  "too-many-codes": [429, "This clinic has too many unused codes. Withdraw some first."],
  "unknown-code": [404, "There is no such code. Look at the list again."],
  "enrolment-code-used": [409, "This code was used already. Switch the device off if it must not go on."],
  "enrolment-code-withdrawn": [409, "This code was withdrawn already."],
};
const failed = (code: EnrolmentErrorCode) => refuse(failures[code][0], code, failures[code][1]);

const stateOf = (code: EnrolmentCodeRecord, now: number): EnrolmentCodeView["state"] => {
  if (code.used) return "used";
  if (code.withdrawn) return "withdrawn";
  return code.expiresAt < now ? "expired" : "open";
};

/** Codes and devices, for those who answer for them. [ID34] */
export const enrolmentsApi = (
  serve: Serve,
  deps: {
    readonly enrolments: Enrolments;
    readonly store: EnrolmentStore;
    readonly accounts: AccountStore;
    readonly clock: Clock;
  },
): void => {
  const { enrolments, store, accounts, clock } = deps;
  const personOf = async (id: string) => ({ id, name: (await accounts.findUser(id))?.name ?? id });
  const viewOf = async (code: EnrolmentCodeRecord, labels: ReadonlyMap<string, string>) => ({
    no: code.no,
    state: stateOf(code, clock.now()),
    clinic: code.clinic,
    ...(code.user === undefined ? {} : { user: await personOf(code.user) }),
    issuedBy: await personOf(code.issuedBy),
    issuedAtMs: code.issuedAt,
    expiresAtMs: code.expiresAt,
    ...(code.used && {
      used: {
        by: await personOf(code.used.by),
        device: code.used.device,
        label: labels.get(code.used.device) ?? "",
        atMs: code.used.at,
      },
    }),
    ...(code.withdrawn && {
      withdrawn: { by: await personOf(code.withdrawn.by), atMs: code.withdrawn.at },
    }),
  });
  const labels = async () => new Map((await accounts.listDevices()).map(({ id, label }) => [id, label]));

  serve(issueEnrolment, async (request, { principal }) => {
    const issued = await enrolments.issue(principal, request);
    if (!issued.ok) return failed(issued.error);
    return ok({ code: issued.value.code, issued: await viewOf(issued.value.record, new Map()) });
  });

  serve(listEnrolments, async (_, { principal }) => {
    const known = await labels();
    const codes = await enrolments.list(principal);
    return ok({ codes: await Promise.all(codes.map((code) => viewOf(code, known))) });
  });

  serve(withdrawEnrolment, async ({ no }, { principal }) => {
    const done = await enrolments.withdraw(principal, no);
    return done.ok ? ok({ code: await viewOf(done.value, new Map()) }) : failed(done.error);
  });

  serve(enrolmentPeople, async (_, { principal }) =>
    ok({
      people: (await accounts.listUsers())
        .filter((user) => user.passwordHash !== undefined && !user.isDisabled)
        .flatMap(({ id, name, clinics }) => {
          const shared = clinics.filter((clinic) => worksFor(principal, [clinic]));
          return shared.length === 0 ? [] : [{ id, name, clinics: shared }];
        }),
    }),
  );

  const enrolledBy = async (device: string, principal: Principal) => {
    const lines = (await store.linesOf(device)).filter(({ clinic }) => worksFor(principal, [clinic]));
    const coded = await Promise.all(
      lines.map(async ({ code, clinic, at, user }) => {
        const record = code === undefined ? undefined : await store.find(code);
        return record && { code: record.no, clinic, atMs: at, by: user, issuedBy: record.issuedBy };
      }),
    );
    return coded.flatMap((line) => line ?? []);
  };
  serve(listDevices, async (_, { principal }) => {
    const devices = (await accounts.listDevices()).flatMap((device) => {
      const people = device.people.filter(
        ({ clinics }) => clinics.includes("*") || worksFor(principal, clinics),
      );
      return people.length === 0 ? [] : [{ ...device, people }];
    });
    return ok({
      devices: await Promise.all(
        devices.map(async (device) => ({ ...device, enrolled: await enrolledBy(device.id, principal) })),
      ),
    });
  });
};
