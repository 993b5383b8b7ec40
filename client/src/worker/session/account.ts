import { base64UrlToBytes, bytesToBase64Url } from "@arogyasync/shared/bytes";
import type { Clock, SignatureVerifier, Signer } from "@arogyasync/shared/ports";
import {
  deviceProofBody,
  latestKeyFrom,
  loginProofBody,
  PROTOCOL_VERSION,
  type Session,
  tokenProofBody,
} from "@arogyasync/shared/protocol";
import type { Access } from "@arogyasync/shared/replica";
import { err, ok, type Result } from "@arogyasync/shared/result";
import type { LoginInput } from "../../data/app-data.ts";
import type { HttpFailure } from "../../platform/relay-http.ts";
import { keyNameOf } from "./key-name.ts";
import type { SessionStore, StoredSession } from "./session-store.ts";

export interface AccountDeps {
  readonly sessions: SessionStore;
  readonly clock: Clock;
  readonly deviceLabel: string;
  /** The app's version, for who looks after the devices. */
  readonly app: string;
  readonly verifier: SignatureVerifier;
  openSigner(keyName: string): Promise<Signer>;
  postForSession(path: string, body: unknown): Promise<Result<Session, HttpFailure>>;
  /** Alone among all tabs: a refresh token is good for one use. */
  exclusively<T>(work: () => Promise<T>): Promise<T>;
}

export const LOGIN_PATH = "/auth/login";
export const TOKEN_PATH = "/auth/token";

/** A proof carries our time; beyond this the relay's answer tells us ours is wrong, and we use its clock. */
const CLOCK_TOLERANCE_MS = 60_000;

/** The device's own key, beside those of the people on it: it lets in who comes later. [ID31] [ID33] */
const DEVICE_KEY = "device";

interface Proved {
  readonly proof: Uint8Array;
  readonly rest: Readonly<Record<string, unknown>>;
}

export interface Account {
  login(input: LoginInput): Promise<Result<StoredSession, HttpFailure>>;
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
    body: (at: number) => Promise<Proved>,
  ): Promise<Result<Session, HttpFailure>> => {
    const attempt = async (offset: number) => {
      const at = Math.max(0, Math.round(clock.now() + offset));
      const { proof, rest } = await body(at);
      const signature = bytesToBase64Url(await signer.sign(proof));
      return deps.postForSession(path, { ...rest, at, proof: signature });
    };
    const first = await attempt(offsetMs);
    if (first.ok || first.error.relayNowMs === undefined) return first;
    const trueOffset = first.error.relayNowMs - clock.now();
    return Math.abs(trueOffset - offsetMs) > CLOCK_TOLERANCE_MS ? attempt(trueOffset) : first;
  };

  /** The key that receipts are checked by: the relay's of today, when the one that is known leads to it. [ID41] */
  const trustedKey = async (answer: Session, before: StoredSession | undefined): Promise<string> =>
    before === undefined
      ? answer.relayKey
      : bytesToBase64Url(
          await latestKeyFrom(deps.verifier, base64UrlToBytes(before.relayKey), answer.relayKeys ?? []),
        );

  const merge = async (
    answer: Session,
    keyName: string,
    before: StoredSession | undefined,
    vouches: boolean,
  ): Promise<StoredSession> => {
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
      authenticatedAtMs: clock.now(),
      relayKey: await trustedKey(answer, vouches ? undefined : before),
      ...(vouches || before?.isVouched ? { isVouched: true } : {}),
    };
  };

  return {
    login: ({ user, password, code, newPassword }) =>
      deps.exclusively(async () => {
        const name = user.trim();
        const keyName = keyNameOf(name);
        const signer = await deps.openSigner(keyName);
        const { id } = await sessions.device();
        const deviceSigner = await deps.openSigner(DEVICE_KEY);
        const deviceProof = async (at: number): Promise<string> => {
          const body = deviceProofBody({
            user: name,
            deviceId: id,
            deviceKey: deviceSigner.publicKey,
            personKey: signer.publicKey,
            code: code ?? "",
            at,
          });
          return bytesToBase64Url(await deviceSigner.sign(body));
        };
        const answer = await prove(LOGIN_PATH, signer, 0, async (at) => ({
          proof: loginProofBody(name, id, at),
          rest: {
            user: name,
            password,
            device: {
              id,
              label: deps.deviceLabel,
              key: bytesToBase64Url(deviceSigner.publicKey),
              proof: await deviceProof(at),
            },
            publicKey: bytesToBase64Url(signer.publicKey),
            app: deps.app,
            ...(code === undefined ? {} : { code }),
            ...(newPassword === undefined ? {} : { newPassword }),
          },
        }));
        if (!answer.ok) return answer;
        const session = await merge(answer.value, keyName, await sessions.load(), code !== undefined);
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
        const answer = await prove(TOKEN_PATH, signer, session.clockOffsetMs, async (at) => ({
          proof: tokenProofBody(refreshToken, at),
          rest: { refreshToken, protocol: PROTOCOL_VERSION, app: deps.app },
        }));
        if (answer.ok) {
          await sessions.save(await merge(answer.value, session.keyName, session, false));
          const { accessToken, ticket = "" } = answer.value;
          return ok({ token: accessToken, ticket });
        }
        // For an app that is too old the relay leaves the session as it is: its successor goes on with it.
        if (answer.error.terminal && answer.error.code !== "update-needed") {
          const { refreshToken: _ended, ...rest } = session;
          await sessions.save({ ...rest, blockedCode: answer.error.code });
        }
        return answer;
      }),

    signOut: () => deps.exclusively(() => sessions.clear()),
  };
};
