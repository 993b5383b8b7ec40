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
  type Session,
  tokenProofBody,
  type TokenRequest,
} from "@arogyasync/shared/protocol";
import { err, ok, type Result } from "@arogyasync/shared/result";
import { type AccountStore, principalOf, type UserRecord } from "./accounts.ts";
import { TokenBucket } from "./limits.ts";
import type { LoginGate } from "./login-gate.ts";
import { sessionStandingOf } from "./standing.ts";
import { Tickets } from "./tickets.ts";
import type { TokenClaims, TokenMint } from "./token-mint.ts";

export type AuthErrorCode =
  | "clock-skew"
  | "too-many-attempts"
  | "bad-credentials"
  | "bad-proof"
  | "key-taken"
  | "key-unknown"
  | DepartureCause
  | "refresh-expired"
  | "refresh-reused"
  | "token-expired"
  | "token-invalid"
  | "ticket-invalid"
  | "update-needed";

export interface PasswordHasher {
  hash(password: string): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
}

/** Who stands behind a token, as of now. */
export interface Authenticated {
  readonly principal: Principal;
  readonly device: string;
  readonly key: Uint8Array;
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

/** Logins, refreshes and key proofs. Every failure is a code; unknown users cost the same work as known ones. [AU80] */
export const createAuth = (deps: {
  readonly accounts: AccountStore;
  readonly tokens: TokenMint;
  readonly passwords: PasswordHasher;
  readonly verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly relayKey: Uint8Array;
  readonly loginsPerMinute: number;
  readonly gate: LoginGate;
}): Auth => {
  const { accounts, tokens, passwords, verify, clock, random } = deps;
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
    device: string,
    key: Uint8Array,
    refresh: { family: Uint8Array; parent: Uint8Array | undefined } | undefined,
    protocol: number | undefined,
  ): Promise<Session> => {
    const now = clock.now();
    const expiresAt = now + ACCESS_TOKEN_MS;
    const refreshToken = refresh && bytesToBase64Url(random.bytes(32));
    if (refresh && refreshToken !== undefined)
      await accounts.saveRefresh(
        { ...refresh, hash: sha256(utf8ToBytes(refreshToken)), key, expiresAt: now + REFRESH_TOKEN_MS },
        now,
      );
    const clinics = user.clinics.includes("*")
      ? await accounts.listClinics()
      : await accounts.findClinics(user.clinics);
    const claims = { user: user.id, device, key };
    return {
      accessToken: await tokens.mint(claims, now, expiresAt),
      expiresAt,
      ...(refreshToken === undefined ? {} : { refreshToken }),
      ...(protocol === undefined ? {} : { ticket: tickets.issue(claims, now) }),
      user: { id: user.id, name: user.name, roles: [...user.roles] },
      clinics: clinics.map((c) => ({ id: c.id, name: c.name, ...(c.isDemo ? { demo: true } : {}) })),
      relayKey: bytesToBase64Url(deps.relayKey),
      nowMs: now,
    };
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
    const { id, label } = request.device;
    if (!(await accounts.saveKey({ key, user: user.id, device: id, label }, now))) return err("key-taken");
    const standing = sessionStandingOf(await accounts.findKey(key));
    if (standing !== "good") return err(standing);
    return ok(
      await session(user, id, key, { family: random.bytes(16), parent: undefined }, request.protocol),
    );
  };

  /** Told before anything is changed: a client that is too old shall keep the session it has. */
  const isTooOld = (protocol: number | undefined) =>
    protocol !== undefined && protocol < MIN_PROTOCOL_VERSION;
  const stillGood = async (claims: TokenClaims): Promise<Result<Authenticated, AuthErrorCode>> => {
    const key = await accounts.findKey(claims.key);
    if (!key || key.user.id !== claims.user) return err("key-unknown");
    const standing = sessionStandingOf(key);
    return standing !== "good"
      ? err(standing)
      : ok({ principal: principalOf(key.user), device: claims.device, key: claims.key });
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
      const hash = sha256(utf8ToBytes(request.refreshToken));
      const record = await accounts.findRefresh(hash);
      if (!record) return err("refresh-expired");
      const body = tokenProofBody(request.refreshToken, request.at);
      if (!verify(record.key, body, base64UrlToBytes(request.proof))) return err("bad-proof");
      // A device that is to go hears so whatever became of its token: it has something to hand in.
      const key = await accounts.findKey(record.key);
      const standing = sessionStandingOf(key);
      if (standing !== "good" || !key) return err(standing === "good" ? "key-unknown" : standing);
      if (record.expiresAt < now) return err("refresh-expired");
      if (record.supersededAt !== undefined && now > record.supersededAt + REFRESH_GRACE_MS) {
        await accounts.revokeFamily(record.family);
        return err("refresh-reused");
      }
      // A token ends when its successor is first used: until then the answer may have been lost in the field.
      if (record.parent) await accounts.supersede(record.parent, now);
      return ok(
        await session(
          key.user,
          key.device,
          record.key,
          { family: record.family, parent: record.hash },
          request.protocol,
        ),
      );
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
      return ok(await session(known.user, known.device, key, undefined, request.protocol));
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
