import { listDevices, listUsers } from "@arogyasync/shared/api";
import { type Principal, worksFor } from "@arogyasync/shared/authority";
import { ok } from "@arogyasync/shared/result";
import type { AccountStore } from "../../core/accounts.ts";
import type { Admin } from "../../core/admin.ts";
import type { Serve } from "./serve.ts";

/** Whether somebody who works for these clinics concerns an administrator or device manager of those. */
const concerns = (who: Principal, clinics: readonly string[]): boolean =>
  clinics.includes("*") || worksFor(who, clinics);

/** Users and devices, for those who answer for them. Each sees only their own clinics. */
export const peopleApi = (
  serve: Serve,
  deps: { readonly users: Admin; readonly accounts: AccountStore },
): void => {
  serve(listUsers, async (_, { principal }) =>
    ok({ users: (await deps.users.listUsers()).filter((user) => concerns(principal, user.clinics)) }),
  );
  serve(listDevices, async (_, { principal }) =>
    ok({
      devices: (await deps.accounts.listDevices()).flatMap((device) => {
        const people = device.people.filter(({ clinics }) => concerns(principal, clinics));
        return people.length === 0 ? [] : [{ ...device, people }];
      }),
    }),
  );
};
