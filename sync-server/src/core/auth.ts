import type { Principal } from "@arogyasync/shared/authority";
import { base64UrlToBytes, bytesToBase64Url, sha256, utf8ToBytes } from "@arogyasync/shared/bytes";
import type { Clock, Random } from "@arogyasync/shared/ports";
import {
  type DepartureCause,
  keyProofBody,
  type KeyRequest,
  loginProofBody,
  type LoginRequest,
  MIN_PROTOCOL_VERSION,
  type RelayKey,
  type Session,
  tokenProofBody,
  type TokenRequest,
} from "@arogyasync/shared/protocol";
import { err, ok, type Result } from "@arogyasync/shared/result";
import { type AccountStore, principalOf, type UserRecord } from "./accounts.ts";
import { TokenBucket } from "./limits.ts";
import type { LoginGate } from "./login-gate.ts";
import { isWeakPassword, type PasswordHasher } from "./passwords.ts";
import type { Registrar, RegistrarErrorCode } from "./registrar.ts";
import type { SessionStore } from "./session-store.ts";
import { sessionStandingOf } from "./standing.ts";
import { Tickets } from "./tickets.ts";
import type { TokenClaims, TokenMint } from "./token-mint.ts";

export type AuthErrorCode =
  | "clock-skew"
  | "bad-credentials"
  | "key-unknown"
  | RegistrarErrorCode
  | DepartureCause
  | "refresh-expired"
  | "refresh-reused"
  | "session-ended"
  | "password-change-needed"
  | "password-expired"
  | "weak-password"
  | "token-expired"
  | "token-invalid"
  | "ticket-invalid"
  | "update-needed";

/** Who stands behind a token, as of now. */
export interface Authenticated {
  readonly principal: Principal;
  readonly device: string;
  readonly key: Uint8Array;
  /** Absent for services. */
  readonly session?: Uint8Array | undefined;
}

export interface Auth {
  login(request: LoginRequest, address: string): Promise<Result<Session, AuthErrorCode>>;
  refresh(request: TokenRequest): Promise<Result<Session, AuthErrorCode>>;
  key(request: KeyRequest): Promise<Result<Session, AuthErrorCode>>;
  authenticate(token: string): Promise<Result<Authenticated, AuthErrorCode>>;
  /** Who may open a connection with this ticket, which is used up by it. [ID20] */
  redeem(ticket: string): Promise<Result<Authenticated, AuthErrorCode>>;
}

export const ACCESS_TOKEN_MS = 10 * 60_000;
export const REFRESH_TOKEN_MS = 30 * 86_400_000;
/** After its successor was used, a refresh token still works this long: an answer lost on the way is no theft. */
export const REFRESH_GRACE_MS = 60_000;
export const MAX_SKEW_MS = 10 * 60_000;
const MAX_TRACKED_LOGINS = 20_000;
const hashOf = (token: string): Uint8Array => sha256(utf8ToBytes(token));

/** Logins, refreshes and key proofs. Every failure is a code; unknown users cost the same work as known ones. [AU80] */
export const createAuth = (deps: {
  readonly accounts: AccountStore;
  readonly registrar: Registrar;
  readonly sessions: SessionStore;
  readonly tokens: TokenMint;
  readonly passwords: PasswordHasher;
  readonly verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  readonly clock: Clock;
  readonly random: Random;
  /** Every receipt key there ever was, the one in use last. */
  readonly relayKeys: () => readonly RelayKey[];
  readonly loginsPerMinute: number;
  readonly gate: LoginGate;
}): Auth => {
  const { accounts, sessions, tokens, passwords, verify, clock, random } = deps;
  const attempts = new Map<string, TokenBucket>();
  const tickets = new Tickets(random);
  let decoyHash: Promise<string> | undefined;

  const isLimited = (name: string, now: number): boolean => {
    if (attempts.size > MAX_TRACKED_LOGINS)
      for (const [key, bucket] of attempts) if (bucket.isFull(now)) attempts.delete(key);
    const bucket =
      attempts.get(name) ?? new TokenBucket(deps.loginsPerMinute / 60, deps.loginsPerMinute, now);
    attempts.set(name, bucket);
    return bucket.take(1, now) > 0;
  };
  const isSkewed = (at: number) => Math.abs(at - clock.now()) > MAX_SKEW_MS;

  const session = async (
    user: UserRecord,
    { device, key, session: id }: Omit<TokenClaims, "user">,
    refreshToken: string | undefined,
    protocol: number | undefined,
  ): Promise<Session> => {
    const now = clock.now();
    const expiresAt = now + ACCESS_TOKEN_MS;
    const clinics = user.clinics.includes("*")
      ? await accounts.listClinics()
      : await accounts.findClinics(user.clinics);
    const claims = { user: user.id, device, key, session: id };
    const keys = deps.relayKeys();
    return {
      accessToken: await tokens.mint(claims, now, expiresAt),
      expiresAt,
      ...(refreshToken === undefined ? {} : { refreshToken }),
      ...(protocol === undefined ? {} : { ticket: tickets.issue(claims, now) }),
      user: { id: user.id, name: user.name, roles: [...user.roles] },
      clinics: clinics.map((c) => ({ id: c.id, name: c.name, ...(c.isDemo ? { demo: true } : {}) })),
      relayKey: keys.at(-1)?.key ?? "",
      relayKeys: [...keys],
      nowMs: now,
    };
  };

  const newToken = (): string => bytesToBase64Url(random.bytes(32));

  /** A password for one use is replaced by the one that comes with it; gives the user as it then is. [ID11] */
  const ownPassword = async (
    user: UserRecord,
    { password, newPassword }: LoginRequest,
    now: number,
  ): Promise<Result<UserRecord | undefined, AuthErrorCode>> => {
    if (user.oneTimeUntil === undefined) return ok(undefined);
    if (user.oneTimeUntil < now) return err("password-expired");
    if (newPassword === undefined) return err("password-change-needed");
    if (newPassword === password || isWeakPassword(newPassword, user)) return err("weak-password");
    return ok({ ...user, passwordHash: await passwords.hash(newPassword), oneTimeUntil: undefined });
  };

  const checkedLogin = async (
    request: LoginRequest,
    address: string,
  ): Promise<Result<Session, AuthErrorCode>> => {
    const now = clock.now();
    if (isLimited(`${request.user}\n${address}`, now)) return err("too-many-attempts");
    const user = await accounts.findUser(request.user);
    decoyHash ??= passwords.hash(bytesToBase64Url(random.bytes(16)));
    const isRight = await passwords.verify(user?.passwordHash ?? (await decoyHash), request.password);
    if (!user || user.passwordHash === undefined || !isRight) return err("bad-credentials");
    const key = base64UrlToBytes(request.publicKey);
    const body = loginProofBody(request.user, request.device.id, request.at);
    if (!verify(key, body, base64UrlToBytes(request.proof))) return err("bad-proof");
    if (user.isDisabled) return err("user-disabled");
    const own = await ownPassword(user, request, now);
    if (!own.ok) return own;
    const device = request.device.id;
    const fault = await deps.registrar.register(request, address);
    if (fault) return err(fault);
    const standing = sessionStandingOf(await accounts.findKey(key));
    if (standing !== "good") return err(standing);
    if (own.value) {
      await accounts.saveUser(own.value, now);
      await sessions.endAll(user.id, undefined, "password-changed", now);
    }
    const id = random.bytes(16);
    const token = newToken();
    await sessions.begin(
      { id, user: user.id, device, key, app: request.app ?? "" },
      { hash: hashOf(token), expiresAt: now + REFRESH_TOKEN_MS },
      now,
    );
    return ok(await session(user, { device, key, session: id }, token, request.protocol));
  };

  /** Told before anything is changed: a client that is too old shall keep the session it has. */
  const isTooOld = (protocol: number | undefined) =>
    protocol !== undefined && protocol < MIN_PROTOCOL_VERSION;
  const stillGood = async (claims: TokenClaims): Promise<Result<Authenticated, AuthErrorCode>> => {
    const key = await accounts.findKey(claims.key);
    if (!key || key.user.id !== claims.user) return err("key-unknown");
    const standing = sessionStandingOf(key);
    if (standing !== "good") return err(standing);
    const { session: id, device } = claims;
    if (id && (await sessions.find(id))?.endedAt !== undefined) return err("session-ended");
    return ok({ principal: principalOf(key.user), device, key: claims.key, session: id });
  };

  return {
    async login(request, address) {
      if (isTooOld(request.protocol)) return err("update-needed");
      if (isSkewed(request.at)) return err("clock-skew");
      // Before anything is remembered of it: a flood must not fill what counts attempts either.
      const place = deps.gate.enter(address);
      if (!place) return err("too-many-attempts");
      const leave = await place;
      try {
        return await checkedLogin(request, address);
      } finally {
        leave();
      }
    },

    async refresh(request) {
      if (isTooOld(request.protocol)) return err("update-needed");
      if (isSkewed(request.at)) return err("clock-skew");
      const now = clock.now();
      const record = await sessions.findRefresh(hashOf(request.refreshToken));
      if (!record) return err("refresh-expired");
      const body = tokenProofBody(request.refreshToken, request.at);
      if (!verify(record.key, body, base64UrlToBytes(request.proof))) return err("bad-proof");
      // A device that is to go hears so whatever became of its token: it has something to hand in.
      const key = await accounts.findKey(record.key);
      const standing = sessionStandingOf(key);
      if (standing !== "good" || !key) return err(standing === "good" ? "key-unknown" : standing);
      if ((await sessions.find(record.family))?.endedAt !== undefined) return err("session-ended");
      if (record.expiresAt < now) return err("refresh-expired");
      if (record.supersededAt !== undefined && now > record.supersededAt + REFRESH_GRACE_MS) {
        await sessions.end(record.family, "refresh-reused", now);
        return err("refresh-reused");
      }
      // A token ends when its successor is first used: until then the answer may have been lost in the field.
      if (record.parent) await sessions.supersede(record.parent, now);
      const token = newToken();
      await sessions.rotate(
        {
          hash: hashOf(token),
          key: record.key,
          family: record.family,
          parent: record.hash,
          expiresAt: now + REFRESH_TOKEN_MS,
          app: request.app,
        },
        now,
      );
      const claims = { device: key.device, key: record.key, session: record.family };
      return ok(await session(key.user, claims, token, request.protocol));
    },

    async key(request) {
      if (isTooOld(request.protocol)) return err("update-needed");
      if (isSkewed(request.at)) return err("clock-skew");
      const key = base64UrlToBytes(request.publicKey);
      const known = await accounts.findKey(key);
      if (!verify(key, keyProofBody(key, request.at), base64UrlToBytes(request.proof)))
        return err("bad-proof");
      const standing = sessionStandingOf(known);
      if (standing !== "good" || !known) return err(standing === "good" ? "key-unknown" : standing);
      // A person's device refreshes by its token; a bare key opens a session only for services.
      if (known.user.passwordHash !== undefined) return err("key-unknown");
      return ok(await session(known.user, { device: known.device, key }, undefined, request.protocol));
    },

    async authenticate(token) {
      const claims = await tokens.read(token, clock.now());
      return claims.ok ? stillGood(claims.value) : claims;
    },

    async redeem(ticket) {
      const claims = tickets.redeem(ticket, clock.now());
      return claims ? stillGood(claims) : err("ticket-invalid");
    },
  };
};
