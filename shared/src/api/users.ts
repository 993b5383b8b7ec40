import * as z from "zod/mini";
import { roles as allRoles } from "../authority/index.ts";
import { CLINIC_ID } from "../records/index.ts";
import { endpoint } from "./endpoint.ts";

const userId = z.string().check(z.regex(/^[a-z0-9](?:[a-z0-9._-]{0,46}[a-z0-9])?$/));
const userName = z.string().check(z.trim(), z.minLength(1), z.maxLength(80));
const userRoles = z.array(z.enum(allRoles)).check(z.minLength(1), z.maxLength(allRoles.length));
const userClinics = z.array(z.string().check(z.regex(CLINIC_ID))).check(z.minLength(1), z.maxLength(200));

export const userView = z.object({
  id: z.string(),
  name: z.string(),
  roles: z.readonly(z.array(z.string())),
  /** `["*"]`: every clinic (services only). */
  clinics: z.readonly(z.array(z.string())),
  isService: z.boolean(),
  isDisabled: z.boolean(),
  /** Has a password for one use, good until then, and has not chosen another yet. */
  oneTimeUntil: z.optional(z.int()),
});
export type UserView = z.infer<typeof userView>;

/** Shown once, to be handed to the person; the relay keeps only its hash. */
const oneTime = z.object({ user: userView, password: z.string(), untilMs: z.int() });

/** People and services that work for a clinic of the administrator. */
export const listUsers = endpoint({
  name: "users/list",
  roles: ["admin"],
  request: z.object({}),
  response: z.object({ users: z.readonly(z.array(userView)) }),
});
/** Adds a person with a password for one use. Their clinics must be the administrator's own. */
export const addUser = endpoint({
  name: "users/add",
  roles: ["admin"],
  request: z.object({ id: userId, name: userName, roles: userRoles, clinics: userClinics }),
  response: oneTime,
});
/** Changes name, roles or clinics; connections with other rights close and come again with the new ones. */
export const updateUser = endpoint({
  name: "users/update",
  roles: ["admin"],
  request: z.object({
    id: userId,
    name: z.optional(userName),
    roles: z.optional(userRoles),
    clinics: z.optional(userClinics),
  }),
  response: z.object({ user: userView }),
});
/** Gives a password for one use; the person's sessions end. */
export const resetPassword = endpoint({
  name: "users/reset-password",
  roles: ["admin"],
  request: z.object({ id: userId }),
  response: oneTime,
});
