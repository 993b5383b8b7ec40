import {
  changePassword,
  endOwnSession,
  listOwnSessions,
  type SessionView,
  signOutHere,
} from "@arogyasync/shared/api";
import { base64UrlToBytes, bytesToBase64Url, equalBytes } from "@arogyasync/shared/bytes";
import type { Clock } from "@arogyasync/shared/ports";
import { ok } from "@arogyasync/shared/result";
import type { AccountStore } from "../../core/accounts.ts";
import { TokenBucket } from "../../core/limits.ts";
import type { LoginGate } from "../../core/login-gate.ts";
import { isWeakPassword, type PasswordHasher } from "../../core/passwords.ts";
import type { SessionRecord, SessionStore } from "../../core/session-store.ts";
import { refuse, type Serve } from "./serve.ts";

/** Guesses at the old password from an open session, per minute. */
const TRIES_PER_MINUTE = 5;
const MAX_TRACKED = 10_000;

export const sessionViewOf = (record: SessionRecord, asking: Uint8Array | undefined): SessionView => ({
  id: bytesToBase64Url(record.id),
  device: record.device,
  label: record.label,
  app: record.app,
  createdMs: record.createdAt,
  lastUsedMs: record.lastUsedAt,
  isThis: asking !== undefined && equalBytes(record.id, asking),
});

/** What everybody may do about their own sessions and password. Services have neither. [ID12][ID13] */
export const sessionsApi = (
  serve: Serve,
  deps: {
    readonly accounts: AccountStore;
    readonly sessions: SessionStore;
    readonly passwords: PasswordHasher;
    readonly clock: Clock;
    readonly gate: LoginGate;
  },
): void => {
  const { accounts, sessions, passwords, clock, gate } = deps;
  const tries = new Map<string, TokenBucket>();
  const mayTry = (session: string): boolean => {
    const now = clock.now();
    if (tries.size > MAX_TRACKED) for (const [id, bucket] of tries) if (bucket.isFull(now)) tries.delete(id);
    const bucket = tries.get(session) ?? new TokenBucket(TRIES_PER_MINUTE / 60, TRIES_PER_MINUTE, now);
    tries.set(session, bucket);
    return bucket.take(1, now) === 0;
  };

  serve(listOwnSessions, async (_, { principal, session }) =>
    ok({ sessions: (await sessions.listOf(principal.userId)).map((one) => sessionViewOf(one, session)) }),
  );

  serve(endOwnSession, async ({ id }, { principal }) => {
    const record = await sessions.find(base64UrlToBytes(id));
    if (record?.user !== principal.userId)
      return refuse(404, "unknown-session", "There is no such sign-in. Look at the list again.");
    await sessions.end(record.id, "ended", clock.now());
    return ok({});
  });

  serve(signOutHere, async (_, { session }) => {
    if (session) await sessions.end(session, "signed-out", clock.now());
    return ok({});
  });

  serve(changePassword, async (request, { principal, session, device }) => {
    const user = await accounts.findUser(principal.userId);
    if (!session || !user || user.passwordHash === undefined)
      return refuse(403, "no-password", "This account has no password.");
    if (!mayTry(bytesToBase64Url(session)))
      return refuse(429, "too-many-attempts", "Too many attempts. Wait a minute and try again.");
    const place = gate.enter(device);
    if (!place) return refuse(429, "too-many-attempts", "Too many attempts. Wait a minute and try again.");
    const leave = await place;
    try {
      if (!(await passwords.verify(user.passwordHash, request.old)))
        return refuse(403, "old-password-wrong", "The old password is not right.");
      if (request.new === request.old || isWeakPassword(request.new, user))
        return refuse(400, "weak-password", "This password is too easily guessed, or is the old one.");
      const now = clock.now();
      await accounts.saveUser({ ...user, passwordHash: await passwords.hash(request.new) }, now);
      return ok({ endedSessions: await sessions.endAll(user.id, session, "password-changed", now) });
    } finally {
      leave();
    }
  });
};
