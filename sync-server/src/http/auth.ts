import { base64UrlToBytes } from "@arogyasync/shared/bytes";
import type { Clock } from "@arogyasync/shared/ports";
import {
  isDepartureCause,
  keyRequestSchema,
  loginRequestSchema,
  type SalvageGrant,
  type Session,
  tokenRequestSchema,
} from "@arogyasync/shared/protocol";
import type { Result } from "@arogyasync/shared/result";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Auth, AuthErrorCode } from "../core/auth.ts";
import type { SalvageGrants } from "../core/salvage-grants.ts";
import type { RelayEvents } from "../events.ts";
import { problem } from "./problem.ts";

const answers: Readonly<Record<AuthErrorCode, readonly [400 | 401 | 403 | 409 | 426 | 429, string]>> = {
  "clock-skew": [400, "This device's clock is more than ten minutes off. Set it, then sign in."],
  "too-many-attempts": [429, "Too many attempts. Wait a minute and try again."],
  "bad-credentials": [401, "The user name or password is not right."],
  "bad-proof": [401, "The device could not prove its key. Sign in again."],
  "key-taken": [409, "This device's key belongs to another person. Reset the app's sign-in and try again."],
  "key-unknown": [403, "This device or service is not registered, or was withdrawn. Ask an administrator."],
  "user-disabled": [403, "This account is closed. Hand in what is not sent; ask an administrator."],
  "device-revoked": [403, "This device was switched off. Hand in what is not sent; ask an administrator."],
  "device-wipe": [403, "This device is to be emptied. Hand in what is not sent, then sign in again."],
  "device-taken": [409, "This device is enrolled with another key. Reset the app, then use a new code."],
  "enrolment-needed": [403, "The relay does not know this device. Ask your device manager for a code."],
  "enrolment-code-mistyped": [403, "The enrolment code has a typing error. Look at it once more."],
  "enrolment-code-unknown": [
    403,
    "There is no such enrolment code. Look at it once more, or ask for another.",
  ],
  "enrolment-code-used": [403, "This enrolment code was used already. Ask your device manager for another."],
  "enrolment-code-expired": [403, "This enrolment code is too old. Ask your device manager for another."],
  "enrolment-code-withdrawn": [
    403,
    "This enrolment code was withdrawn. Ask your device manager for another.",
  ],
  "enrolment-code-other-person": [403, "This enrolment code is for another person. Ask for one of your own."],
  "enrolment-code-other-clinic": [403, "This enrolment code is of a clinic that you do not work for."],
  "refresh-expired": [401, "The session has ended. Sign in again; what is not sent stays on this device."],
  "refresh-reused": [401, "The session has ended. Sign in again; what is not sent stays on this device."],
  "session-ended": [401, "This sign-in was ended. Sign in again; what is not sent stays on this device."],
  "password-change-needed": [403, "This password was for one use. Choose one of your own to go on."],
  "password-expired": [403, "This one-time password is too old. Ask an administrator for another."],
  "weak-password": [400, "This password is too easily guessed. Choose a longer one, at least 8 characters."],
  "token-expired": [401, "The session has ended. Sign in again."],
  "token-invalid": [401, "The session is not valid. Sign in again."],
  "ticket-invalid": [401, "The ticket was used already, or is too old. Ask for another."],
  "update-needed": [426, "This app is too old for this relay. Update it; nothing is lost."],
};

/** @param salvage for a device that must go: its permission to hand in first. [QR11] */
export const authProblem = (
  c: Context,
  code: AuthErrorCode,
  clock: Clock,
  salvage?: SalvageGrant,
): Response => {
  const [status, title] = answers[code];
  return problem(c, status, code, title, { nowMs: clock.now(), ...(salvage ? { salvage } : {}) });
};

const MAX_BODY_BYTES = 8 * 1024;

/** `POST /auth/login`, `/auth/token`, `/auth/key`. */
export const authRoutes = (deps: {
  readonly auth: Auth;
  readonly clock: Clock;
  readonly events: RelayEvents;
  readonly salvage: Pick<SalvageGrants, "issue">;
  /** The device key that a refresh token is bound to. */
  readonly keyOfToken: (refreshToken: string) => Promise<Uint8Array | undefined>;
  /** Who is asking, for limits by address. */
  readonly addressOf: (c: Context) => string;
}): Hono => {
  const { auth, clock, events, addressOf } = deps;
  const routes = new Hono();
  routes.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (c) => problem(c, 413, "too-large", "The request is too large."),
    }),
  );
  const answer = async (
    c: Context,
    result: Result<Session, AuthErrorCode>,
    key: Uint8Array | undefined,
  ): Promise<Response> => {
    events.login(result.ok ? "ok" : result.error);
    if (!result.ok) {
      // These are answered only after the key was proved.
      const isDeparting = isDepartureCause(result.error) && key !== undefined;
      const grant = isDeparting ? await deps.salvage.issue(key) : undefined;
      return authProblem(c, result.error, clock, grant?.ok ? grant.value : undefined);
    }
    c.header("Cache-Control", "no-store");
    return c.json(result.value);
  };
  const malformed = (c: Context) => problem(c, 400, "malformed", "The request could not be read.");
  const bodyOf = (c: Context): Promise<unknown> => c.req.json<unknown>().catch(() => undefined);

  routes.post("/login", async (c) => {
    const body = loginRequestSchema.safeParse(await bodyOf(c));
    if (!body.success) return malformed(c);
    return answer(c, await auth.login(body.data, addressOf(c)), base64UrlToBytes(body.data.publicKey));
  });
  routes.post("/token", async (c) => {
    const body = tokenRequestSchema.safeParse(await bodyOf(c));
    if (!body.success) return malformed(c);
    return answer(c, await auth.refresh(body.data), await deps.keyOfToken(body.data.refreshToken));
  });
  routes.post("/key", async (c) => {
    const body = keyRequestSchema.safeParse(await bodyOf(c));
    if (!body.success) return malformed(c);
    return answer(c, await auth.key(body.data), base64UrlToBytes(body.data.publicKey));
  });
  return routes;
};
