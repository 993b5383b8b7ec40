import { base64UrlToBytes, bytesToBase64Url } from "@arogyasync/shared/bytes";
import {
  loginProofBody,
  type RelayKey,
  type Session,
  successionBody,
  tokenProofBody,
} from "@arogyasync/shared/protocol";
import { err, ok, type Result } from "@arogyasync/shared/result";
import {
  createMemoryStore,
  createTestSigner,
  SeededRandom,
  TestClock,
  testVerifier,
} from "@arogyasync/shared/testing";
import { describe, expect, it } from "vitest";
import type { HttpFailure } from "../../platform/relay-http.ts";
import { createAccount, LOGIN_PATH, TOKEN_PATH } from "./account.ts";
import { createSessionStore } from "./session-store.ts";

const failure = (code: string, terminal: boolean, relayNowMs?: number): Result<Session, HttpFailure> =>
  err({ code, message: code, terminal, relayNowMs });

/** A relay that checks proofs, rotates refresh tokens and has a clock of its own. */
const setup = async (relayAheadMs = 0) => {
  const clock = new TestClock();
  const store = createMemoryStore();
  const sessions = createSessionStore(store, new SeededRandom(1));
  const signer = createTestSigner("sunita");
  const asked: string[] = [];
  let rotation = 0;
  let relayKeys: RelayKey[] = [{ key: bytesToBase64Url(createTestSigner("relay").publicKey), fromMs: 0 }];
  let answerWith: Result<Session, HttpFailure> | undefined;
  const relayNow = () => clock.now() + relayAheadMs;
  const session = (): Session => ({
    accessToken: `access-${rotation}`,
    expiresAt: relayNow() + 600_000,
    refreshToken: `refresh-token-number-${++rotation}`,
    user: { id: "sunita", name: "Sunita D", roles: ["field"] },
    clinics: [
      { id: "wadgaon", name: "PHC Wadgaon" },
      { id: "paithan", name: "PHC Paithan", demo: true },
    ],
    relayKey: relayKeys.at(-1)?.key ?? "",
    relayKeys,
    nowMs: relayNow(),
  });
  const { id: deviceId } = await sessions.device();
  let turn: Promise<unknown> = Promise.resolve();
  const account = createAccount({
    sessions,
    clock,
    deviceLabel: "test",
    verifier: testVerifier,
    app: "1.2.3",
    openSigner: async () => signer,
    exclusively: (work) => {
      const result = turn.then(work);
      turn = result.catch(() => undefined);
      return result;
    },
    async postForSession(path, body) {
      asked.push(path);
      if (answerWith) return answerWith;
      const { at, proof, refreshToken } = body as { at: number; proof: string; refreshToken?: string };
      if (Math.abs(at - relayNow()) > 600_000) return failure("clock-skew", false, relayNow());
      const message =
        path === LOGIN_PATH ? loginProofBody("sunita", deviceId, at) : tokenProofBody(refreshToken ?? "", at);
      if (!testVerifier.verify(signer.publicKey, message, base64UrlToBytes(proof)))
        return failure("bad-proof", true);
      if (path === TOKEN_PATH && refreshToken !== `refresh-token-number-${rotation}`)
        return failure("refresh-reused", true);
      return ok(session());
    },
  });
  return {
    account,
    sessions,
    asked,
    store,
    publish: (keys: RelayKey[]) => {
      relayKeys = keys;
    },
    answer: (with_: Result<Session, HttpFailure> | undefined) => {
      answerWith = with_;
    },
  };
};

describe("signing in", () => {
  it("[AU80] proves the device key and keeps the session for opening with no network", async () => {
    const { account, sessions } = await setup();
    expect(await account.login({ user: " sunita ", password: "secret" })).toMatchObject({ ok: true });
    expect(await sessions.load()).toMatchObject({ userId: "sunita", clinicId: "wadgaon", roles: ["field"] });
  });

  it("uses the relay's clock when this phone's is years off", async () => {
    const { account, sessions, asked } = await setup(3 * 365 * 86_400_000);
    expect((await account.login({ user: "sunita", password: "secret" })).ok).toBe(true);
    expect(asked).toEqual([LOGIN_PATH, LOGIN_PATH]);
    expect((await sessions.load())?.clockOffsetMs).toBe(3 * 365 * 86_400_000);
    expect((await account.access()).ok).toBe(true);
    expect(asked).toHaveLength(3);
  });

  it("keeps nothing of a login that failed", async () => {
    const { account, sessions, answer } = await setup();
    answer(failure("bad-credentials", true));
    expect(await account.login({ user: "sunita", password: "wrong" })).toMatchObject({
      ok: false,
      error: { code: "bad-credentials" },
    });
    expect(await sessions.load()).toBeUndefined();
  });

  it("keeps the clinic that was chosen before, as long as the person still works there", async () => {
    const { account, sessions } = await setup();
    await account.login({ user: "sunita", password: "secret" });
    await sessions.save({ ...(await sessions.load())!, clinicId: "paithan" });
    await account.access();
    expect((await sessions.load())?.clinicId).toBe("paithan");
  });
});

describe("tokens", () => {
  it("[CL5] rotate on every use, also when two tabs ask at once", async () => {
    const { account } = await setup();
    await account.login({ user: "sunita", password: "secret" });
    const answers = await Promise.all([account.access(), account.access(), account.access()]);
    expect(answers.map((a) => a.ok)).toEqual([true, true, true]);
  });

  it("[CL5] a refusal ends the session until a person signs in; who it was stays known", async () => {
    const { account, sessions, answer } = await setup();
    await account.login({ user: "sunita", password: "secret" });
    answer(failure("user-disabled", true));
    expect(await account.access()).toMatchObject({ ok: false, error: { terminal: true } });
    expect(await sessions.load()).toMatchObject({ userId: "sunita", blockedCode: "user-disabled" });
    expect((await sessions.load())?.refreshToken).toBeUndefined();
    answer(undefined);
    expect(await account.access()).toMatchObject({
      ok: false,
      error: { code: "user-disabled", terminal: true },
    });
    expect((await account.login({ user: "sunita", password: "secret" })).ok).toBe(true);
    expect((await sessions.load())?.blockedCode).toBeUndefined();
  });

  it("[CL5] an app that is too old stops, and the new version goes on with its session", async () => {
    const { account, sessions, answer } = await setup();
    await account.login({ user: "sunita", password: "secret" });
    answer(failure("update-needed", true));
    expect(await account.access()).toMatchObject({
      ok: false,
      error: { code: "update-needed", terminal: true },
    });
    expect((await sessions.load())?.blockedCode).toBeUndefined();
    answer(undefined);
    expect((await account.access()).ok).toBe(true);
  });

  it("[CL5] a missing network is never the end of a session", async () => {
    const { account, sessions, answer } = await setup();
    await account.login({ user: "sunita", password: "secret" });
    answer(failure("offline", false));
    expect(await account.access()).toMatchObject({ ok: false, error: { terminal: false } });
    expect((await sessions.load())?.refreshToken).toBeDefined();
    answer(undefined);
    expect((await account.access()).ok).toBe(true);
  });
});

describe("[ID41] the relay's key", () => {
  const rotated = async (signedBy: string): Promise<RelayKey[]> => {
    const [old, fresh] = [createTestSigner("relay").publicKey, createTestSigner("relay-2").publicKey];
    const signature = await createTestSigner(signedBy).sign(successionBody({ from: old, to: fresh }));
    return [
      { key: bytesToBase64Url(old), fromMs: 0, untilMs: 5 },
      { key: bytesToBase64Url(fresh), fromMs: 5, signature: bytesToBase64Url(signature) },
    ];
  };

  it("is followed to its successor, and to no key that it has not signed", async () => {
    const { account, sessions, publish } = await setup();
    await account.login({ user: "sunita", password: "secret" });
    const first = (await sessions.load())?.relayKey;
    publish(await rotated("somebody"));
    expect((await account.access()).ok).toBe(true);
    expect((await sessions.load())?.relayKey).toBe(first);
    const honest = await rotated("relay");
    publish(honest);
    expect((await account.access()).ok).toBe(true);
    expect((await sessions.load())?.relayKey).toBe(honest[1]?.key);
  });
});

describe("[ID41] signing in with an enrolment code", () => {
  it("vouches for the relay's key, whatever was known before; without one nothing is vouched for", async () => {
    const { account, sessions, publish } = await setup();
    await account.login({ user: "sunita", password: "secret" });
    const first = (await sessions.load())?.relayKey;
    const stranger = bytesToBase64Url(createTestSigner("new relay").publicKey);
    publish([{ key: stranger, fromMs: 0 }]);
    await account.login({ user: "sunita", password: "secret" });
    expect(await sessions.load()).toMatchObject({ relayKey: first });
    expect((await sessions.load())?.isVouched).toBeUndefined();
    await account.login({ user: "sunita", password: "secret", code: "7K3M9QXT2B4V" });
    await account.access();
    expect(await sessions.load()).toMatchObject({ relayKey: stranger, isVouched: true });
  });
});

describe("the stored session", () => {
  it("a damaged one costs a login and nothing else", async () => {
    const { sessions, store } = await setup();
    await store.transact([{ type: "put", key: ["~session"], value: Uint8Array.of(123, 1) }], "strict");
    expect(await sessions.load()).toBeUndefined();
  });

  it("the device's id is made once", async () => {
    const { sessions } = await setup();
    const again = await sessions.device();
    expect(again.isNew).toBe(false);
    expect(base64UrlToBytes(again.id)).toHaveLength(16);
  });
});
