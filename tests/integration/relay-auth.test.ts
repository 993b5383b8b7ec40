import { base64UrlToBytes, bytesToBase64Url } from "@arogyasync/shared/bytes";
import { type Session, tokenProofBody } from "@arogyasync/shared/protocol";
import {
  ChangeMaker,
  generateKeyPair,
  type KeyPair,
  keySession,
  login,
  loginBody,
  post,
} from "@arogyasync/sync-server/testing";
import type { Clock } from "@arogyasync/shared/ports";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, MEASURED_AT, PASSWORD, type World } from "./relay-world.ts";

let world: World;
let asha: ChangeMaker;
let offsetMs = 0;
const clock: Clock = {
  now: () => Date.now() + offsetMs,
  after: (delayMs, fn) => {
    const timer = setTimeout(fn, delayMs);
    return () => clearTimeout(timer);
  },
};
beforeAll(async () => {
  world = await createWorld({ clock }, { helloTimeoutMs: 300 });
  asha = await world.addUser("asha", "field");
});
afterAll(() => world.close());

const codeOf = async (response: Response) => [
  response.status,
  ((await response.json()) as { code: string }).code,
];
const loginCode = async (keys: KeyPair, change: Record<string, unknown>) =>
  codeOf(
    await post(`${world.relay().url}/auth/login`, {
      ...(await loginBody(keys, "asha", PASSWORD)),
      ...change,
    }),
  );
const refresh = async (keys: KeyPair, token: string): Promise<Response> => {
  const at = clock.now();
  const proof = bytesToBase64Url(await keys.sign(tokenProofBody(token, at)));
  return post(`${world.relay().url}/auth/token`, { refreshToken: token, at, proof });
};

test("[AU80] a login needs the password, the device's key and a clock that is about right", async () => {
  const keys = generateKeyPair();
  expect(await loginCode(keys, { password: "wrong-one" })).toEqual([401, "bad-credentials"]);
  expect(await loginCode(keys, { user: "nobody" })).toEqual([401, "bad-credentials"]);
  expect(await loginCode(keys, { proof: bytesToBase64Url(new Uint8Array(64)) })).toEqual([401, "bad-proof"]);
  const skewed = await post(
    `${world.relay().url}/auth/login`,
    await loginBody(keys, "asha", PASSWORD, "device-0001", 1_000_000),
  );
  expect(skewed.status).toBe(400);
  const problem = (await skewed.json()) as { code: string; nowMs: number };
  expect(problem.code).toBe("clock-skew");
  expect(Math.abs(problem.nowMs - Date.now())).toBeLessThan(60_000);
  expect(await codeOf(await post(`${world.relay().url}/auth/login`, { nonsense: 1 }))).toEqual([
    400,
    "malformed",
  ]);
  const session = await login(world.relay().url, keys, "asha", PASSWORD);
  expect(session).toMatchObject({ user: { id: "asha", roles: ["field"] }, clinics: [{ id: "rampur" }] });
  expect(base64UrlToBytes(session.relayKey).length).toBe(32);
});

test("a key belongs to one person", async () => {
  await world.addUser("ravi", "field");
  const keys = generateKeyPair();
  await login(world.relay().url, keys, "asha", PASSWORD);
  const body = await loginBody(keys, "ravi", PASSWORD);
  expect(await codeOf(await post(`${world.relay().url}/auth/login`, body))).toEqual([409, "key-taken"]);
});

test("a refresh token rotates, survives a lost answer, and is of no use to another key", async () => {
  const keys = generateKeyPair();
  const first = (await login(world.relay().url, keys, "asha", PASSWORD)).refreshToken ?? "";
  expect(await codeOf(await refresh(generateKeyPair(), first))).toEqual([401, "bad-proof"]);
  const lost = await refresh(keys, first);
  expect(lost.status).toBe(200);
  // The answer never arrived: the old token still works, however late.
  offsetMs = 3_600_000;
  const second = ((await (await refresh(keys, first)).json()) as Session).refreshToken ?? "";
  expect(second).not.toBe(first);
  // Used once, the successor ends its predecessor, after a minute's grace.
  const third = ((await (await refresh(keys, second)).json()) as Session).refreshToken ?? "";
  expect((await refresh(keys, first)).status).toBe(200);
  offsetMs += 61_000;
  expect(await codeOf(await refresh(keys, first))).toEqual([401, "refresh-reused"]);
  expect(await codeOf(await refresh(keys, third))).toEqual([401, "session-ended"]);
  offsetMs = 0;
});

test("services prove a registered key; people cannot take that way", async () => {
  const keys = generateKeyPair();
  await expect(keySession(world.relay().url, keys)).rejects.toThrow("key-unknown");
  const added = await world.relay().users.addServiceKey({
    id: "importer",
    name: "Importer",
    roles: ["importer", "admin"],
    clinics: ["*"],
    publicKey: keys.publicKey,
  });
  expect(added.ok).toBe(true);
  const session = await keySession(world.relay().url, keys);
  expect(session.refreshToken).toBeUndefined();
  const headers = { Authorization: `Bearer ${session.accessToken}` };
  const stats = await fetch(`${world.relay().url}/api/v1/stats`, { headers });
  expect(await stats.json()).toMatchObject({ patients: 0, readings: 0, changes: 0 });
  const key = await fetch(`${world.relay().url}/api/v1/clinics/rampur/import-key`, { headers });
  expect(base64UrlToBytes(((await key.json()) as { importKey: string }).importKey).length).toBe(32);
  const person = await login(world.relay().url, asha.keys, "asha", PASSWORD);
  await expect(keySession(world.relay().url, asha.keys)).rejects.toThrow("key-unknown");
  const refused = await fetch(`${world.relay().url}/api/v1/stats`, {
    headers: { Authorization: `Bearer ${person.accessToken}` },
  });
  expect(refused.status).toBe(403);
});

test("a withdrawn key opens nothing, and what it signed is kept but not accepted", async () => {
  const lost = new ChangeMaker("asha");
  const { client, session } = await world.connect(lost, "device-lost");
  const patient = await lost.patient("rampur");
  await client.push(await lost.push([patient]));
  await world.relay().users.revokeKey(lost.keys.publicKey);
  expect((await client.whenClosed()).code).toBe(4403);
  const reading = await lost.reading(patient.id, MEASURED_AT);
  const courier = await world.connect(asha, "device-0002");
  const { refused } = await courier.client.push(await lost.push([reading]));
  expect(refused.map((r) => r.code)).toEqual(["device-revoked"]);
  expect((await world.relay().stats()).salvage).toBe(1);
  await courier.client.close();
  expect(session.ticket).toBeDefined(); // its own was used up by connecting; another is not to be had
  expect(await codeOf(await refresh(lost.keys, session.refreshToken ?? ""))).toEqual([403, "device-revoked"]);
});

test("attempts are limited", async () => {
  const tight = await createWorld({}, { loginsPerMinute: 2 });
  const keys = generateKeyPair();
  const attempt = async () =>
    codeOf(await post(`${tight.relay().url}/auth/login`, await loginBody(keys, "nobody", "wrong-one")));
  expect([await attempt(), await attempt(), await attempt()]).toEqual([
    [401, "bad-credentials"],
    [401, "bad-credentials"],
    [429, "too-many-attempts"],
  ]);
  await tight.close();
});

test("[HD3] attempts from one subscriber's IPv6 network count together, others' do not", async () => {
  const tight = await createWorld({}, { loginsPerMinute: 2 }, { trustedProxies: ["127.0.0.1"] });
  const keys = generateKeyPair();
  const attempt = async (from: string) => {
    const response = await fetch(`${tight.relay().url}/auth/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Forwarded-For": from },
      body: JSON.stringify(await loginBody(keys, "nobody", "wrong-one")),
    });
    return response.status;
  };
  expect([
    await attempt("2001:db8:0:1::1"),
    await attempt("2001:db8:0:1::2"),
    await attempt("2001:db8:0:1:ffff::3"),
    await attempt("2001:db8:0:2::1"),
  ]).toEqual([401, 401, 429, 401]);
  await tight.close();
});
