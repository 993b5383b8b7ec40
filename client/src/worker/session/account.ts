import { bytesToBase64Url } from "@arogyasync/shared/bytes";
import type { Clock, Signer } from "@arogyasync/shared/ports";
import { loginProofBody, PROTOCOL_VERSION, type Session, tokenProofBody } from "@arogyasync/shared/protocol";
import type { Access } from "@arogyasync/shared/replica";
import { err, ok, type Result } from "@arogyasync/shared/result";
import type { HttpFailure } from "../../platform/relay-http.ts";
import type { SessionStore, StoredSession } from "./session-store.ts";

export interface AccountDeps {
  readonly sessions: SessionStore;
  readonly clock: Clock;
  readonly deviceLabel: string;
  openSigner(keyName: string): Promise<Signer>;
  postForSession(path: string, body: unknown): Promise<Result<Session, HttpFailure>>;
  /** Alone among all tabs: a refresh token is good for one use. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
}

export const LOGIN_PATH = "/auth/login";
export const TOKEN_PATH = "/auth/token";

/** A proof carries our time; beyond this the relay's answer tells us ours is wrong, and we use its clock. */
const CLOCK_TOLERANCE_MS = 60_000;

/** One key per person and device; the login name is all that is known of the person before the first answer. */
const keyNameOf = (user: string): string => `user:${user.trim().toLowerCase()}`;

export interface Account {
  login(user: string, password: string): Promise<Result<StoredSession, HttpFailure>>;
  /** A fresh access token, and a ticket for one connection. Terminal failures mark the session blocked, durably. */
  access(): Promise<Result<Access, HttpFailure>>;
  /** Forgets the session on this device, its refresh token with it. Records stay, sent or not. */
  signOut(): Promise<void>;
}

const signedOut: HttpFailure = {
  code: "not-signed-in",
  message: "nobody is signed in",
  terminal: true,
  relayNowMs: undefined,
};

export const createAccount = (deps: AccountDeps): Account => {
  const { sessions, clock } = deps;

  /** Sends a proof of the device key; once more by the relay's clock when ours is off (a phone years behind). */
  const prove = async (
    path: string,
    signer: Signer,
    offsetMs: number,
    body: (at: number) => { readonly proof: Uint8Array; readonly rest: Readonly<Record<string, unknown>> },
  ): Promise<Result<Session, HttpFailure>> => {
    const attempt = async (offset: number) => {
      const at = Math.max(0, Math.round(clock.now() + offset));
      const { proof, rest } = body(at);
      const signature = bytesToBase64Url(await signer.sign(proof));
      return deps.postForSession(path, { ...rest, at, proof: signature });
    };
    const first = await attempt(offsetMs);
    if (first.ok || first.error.relayNowMs === undefined) return first;
    const trueOffset = first.error.relayNowMs - clock.now();
    return Math.abs(trueOffset - offsetMs) > CLOCK_TOLERANCE_MS ? attempt(trueOffset) : first;
  };

  const merge = (answer: Session, keyName: string, before: StoredSession | undefined): StoredSession => {
    const clinics = answer.clinics.map((c) => ({ id: c.id, name: c.name, demo: c.demo ?? false }));
    const chosen = clinics.find((c) => c.id === before?.clinicId) ?? clinics[0];
    return {
      userId: answer.user.id,
      userName: answer.user.name,
      roles: answer.user.roles,
      clinics,
      clinicId: chosen?.id ?? "",
      keyName,
      ...(answer.refreshToken === undefined ? {} : { refreshToken: answer.refreshToken }),
      clockOffsetMs: answer.nowMs - clock.now(),
      relayKey: answer.relayKey,
    };
  };

  return {
    login: (user, password) =>
      deps.exclusively(async () => {
        const name = user.trim();
        const keyName = keyNameOf(name);
        const signer = await deps.openSigner(keyName);
        const device = await sessions.device();
        const answer = await prove(LOGIN_PATH, signer, 0, (at) => ({
          proof: loginProofBody(name, device.id, at),
          rest: {
            user: name,
            password,
            device: { id: device.id, label: deps.deviceLabel },
            publicKey: bytesToBase64Url(signer.publicKey),
          },
        }));
        if (!answer.ok) return answer;
        const session = merge(answer.value, keyName, await sessions.load());
        await sessions.save(session);
        return ok(session);
      }),

    access: () =>
      deps.exclusively(async () => {
        const session = await sessions.load(); // read inside the lock: another tab may have rotated it
        if (session?.refreshToken === undefined)
          return err(session?.blockedCode ? { ...signedOut, code: session.blockedCode } : signedOut);
        const { refreshToken } = session;
        const signer = await deps.openSigner(session.keyName);
        const answer = await prove(TOKEN_PATH, signer, session.clockOffsetMs, (at) => ({
          proof: tokenProofBody(refreshToken, at),
          rest: { refreshToken, protocol: PROTOCOL_VERSION },
        }));
        if (answer.ok) {
          await sessions.save(merge(answer.value, session.keyName, session));
          const { accessToken, ticket = "" } = answer.value;
          return ok({ token: accessToken, ticket });
        }
        if (answer.error.terminal) {
          const { refreshToken: _ended, ...rest } = session;
          await sessions.save({ ...rest, blockedCode: answer.error.code });
        }
        return answer;
      }),

    signOut: () => deps.exclusively(() => sessions.clear()),
  };
};
