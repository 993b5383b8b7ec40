import * as z from "zod/mini";
import { endpoint } from "./endpoint.ts";

const userId = z.string().check(z.minLength(1), z.maxLength(64));
/** 16 bytes, base64url. */
const sessionId = z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/));
const password = z.string().check(z.minLength(1), z.maxLength(256));

export const sessionView = z.object({
  id: sessionId,
  device: z.string(),
  label: z.string(),
  /** The app's version; empty when it did not say. */
  app: z.string(),
  createdMs: z.int(),
  lastUsedMs: z.int(),
  /** The one that is asking. */
  isThis: z.boolean(),
});
export type SessionView = z.infer<typeof sessionView>;
const sessionList = z.object({ sessions: z.readonly(z.array(sessionView)) });

/** Where the person who asks is signed in. */
export const listOwnSessions = endpoint({
  name: "sessions/own",
  roles: "anyone",
  request: z.object({}),
  response: sessionList,
});
/** Ends one of one's own sessions; its connections close within a second. */
export const endOwnSession = endpoint({
  name: "sessions/end",
  roles: "anyone",
  request: z.object({ id: sessionId }),
  response: z.object({}),
});
/** Ends the session that is asking. What is not sent stays on the device. */
export const signOutHere = endpoint({
  name: "sessions/sign-out",
  roles: "anyone",
  request: z.object({}),
  response: z.object({}),
});
/** Changes one's own password; every other session of the person ends. */
export const changePassword = endpoint({
  name: "password/change",
  roles: "anyone",
  request: z.object({ old: password, new: password }),
  response: z.object({ endedSessions: z.int() }),
});
/** Where somebody of the administrator's clinics is signed in. */
export const listSessionsOf = endpoint({
  name: "users/sessions",
  roles: ["admin"],
  request: z.object({ user: userId }),
  response: sessionList,
});
/** Ends one session of somebody, or all of them when `id` is absent. */
export const endSessionsOf = endpoint({
  name: "users/end-sessions",
  roles: ["admin"],
  request: z.object({ user: userId, id: z.optional(sessionId) }),
  response: z.object({ endedSessions: z.int() }),
});
