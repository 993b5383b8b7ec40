import {
  addUser,
  endSessionsOf,
  listSessionsOf,
  listUsers,
  resetPassword,
  updateUser,
} from "@arogyasync/shared/api";
import { type Principal, worksFor } from "@arogyasync/shared/authority";
import { base64UrlToBytes } from "@arogyasync/shared/bytes";
import { ok, type Result } from "@arogyasync/shared/result";
import type { Admin, AdminErrorCode, OneTime, UserView } from "../../core/admin.ts";
import { type ApiFailure, refuse, type Serve } from "./serve.ts";
import { sessionViewOf } from "./sessions.ts";

/** Whether somebody who works for these clinics concerns an administrator or device manager of those. */
const concerns = (who: Principal, clinics: readonly string[]): boolean =>
  clinics.includes("*") || worksFor(who, clinics);

/** Whether a principal answers for all of these clinics, and so may give rights in them. */
const answersFor = (who: Principal, clinics: readonly string[]): boolean =>
  who.clinics.includes("*") || clinics.every((clinic) => who.clinics.includes(clinic));

const failures: Readonly<Record<AdminErrorCode, readonly [ApiFailure["status"], string]>> = {
  "bad-id": [400, "A login is short: lower-case letters, digits, dots and hyphens, at most 48."],
  "bad-role": [400, "Choose at least one role."],
  "weak-password": [400, "This password is too easily guessed."],
  "unknown-clinic": [404, "There is no such clinic."],
  "unknown-user": [404, "There is no such person."],
  "user-exists": [409, "There is somebody with this login already. Choose another."],
  "key-taken": [409, "This key belongs to somebody else."],
};
const failed = (code: AdminErrorCode) => refuse(failures[code][0], code, failures[code][1]);
const outOfReach = refuse(403, "scope-refused", "This person works for a clinic that is not yours.");

const handedOut = (result: Result<OneTime, AdminErrorCode>) =>
  result.ok
    ? ok({ user: result.value.user, password: result.value.password, untilMs: result.value.until })
    : failed(result.error);

/** Users, for those who answer for them. Each sees and changes only what is of their own clinics. [AU71] */
export const peopleApi = (serve: Serve, deps: { readonly users: Admin }): void => {
  const { users } = deps;
  /** The person, when all of their clinics are the caller's; services are for the command line. */
  const person = async (who: Principal, id: string): Promise<Result<UserView, ApiFailure>> => {
    const user = (await users.listUsers()).find((one) => one.id === id);
    if (!user || user.isService) return failed("unknown-user");
    return answersFor(who, user.clinics) ? ok(user) : outOfReach;
  };

  serve(listUsers, async (_, { principal }) =>
    ok({ users: (await users.listUsers()).filter((user) => concerns(principal, user.clinics)) }),
  );

  serve(addUser, async (request, { principal }) =>
    answersFor(principal, request.clinics) ? handedOut(await users.addInvited(request)) : outOfReach,
  );

  serve(updateUser, async ({ id, ...change }, { principal }) => {
    const found = await person(principal, id);
    if (!found.ok) return found;
    if (change.clinics && !answersFor(principal, change.clinics)) return outOfReach;
    // Otherwise a clinic can lose its last administrator by a slip of the finger.
    if (id === principal.userId && change.roles && !change.roles.includes("admin"))
      return refuse(400, "not-yourself", "You cannot take this from yourself. Ask another administrator.");
    const done = await users.updateUser(id, change);
    return done.ok ? ok({ user: done.value }) : failed(done.error);
  });

  serve(resetPassword, async ({ id }, { principal }) => {
    const found = await person(principal, id);
    return found.ok ? handedOut(await users.resetPassword(id)) : found;
  });

  serve(listSessionsOf, async ({ user }, { principal, session }) => {
    const found = await person(principal, user);
    if (!found.ok) return found;
    return ok({ sessions: (await users.listSessions(user)).map((one) => sessionViewOf(one, session)) });
  });

  serve(endSessionsOf, async ({ user, id }, { principal }) => {
    const found = await person(principal, user);
    if (!found.ok) return found;
    const session = id === undefined ? undefined : base64UrlToBytes(id);
    return ok({ endedSessions: await users.endSessions(user, session) });
  });
};
