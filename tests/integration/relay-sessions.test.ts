import {
  addUser,
  changePassword,
  type Endpoint,
  endOwnSession,
  endSessionsOf,
  listOwnSessions,
  listSessionsOf,
  resetPassword,
  signOutHere,
  updateUser,
} from "@arogyasync/shared/api";
import { bytesToBase64Url } from "@arogyasync/shared/bytes";
import type { Clock } from "@arogyasync/shared/ports";
import { PROTOCOL_VERSION, tokenProofBody } from "@arogyasync/shared/protocol";
import {
  ChangeMaker,
  generateKeyPair,
  type KeyPair,
  loginBody,
  post,
  type RawClient,
} from "@arogyasync/sync-server/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorld, PASSWORD, type World } from "./relay-world.ts";

let world: World;
let offsetMs = 0;
const clock: Clock = {
  now: () => Date.now() + offsetMs,
  after: (delayMs, fn) => {
    const timer = setTimeout(fn, delayMs);
    return () => clearTimeout(timer);
  },
};
beforeAll(async () => {
  world = await createWorld({ clock });
});
afterAll(() => world.close());

const bodyOf = async (response: Response) => (await response.json()) as Record<string, unknown>;
const ask = async <Q, A>(endpoint: Endpoint<Q, A>, token: string, body: Q) => {
  const response = await fetch(`${world.relay().url}${endpoint.path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await bodyOf(response) };
};
const refresh = async (keys: KeyPair, refreshToken = "") => {
  const at = clock.now();
  const proof = bytesToBase64Url(await keys.sign(tokenProofBody(refreshToken, at)));
  const response = await post(`${world.relay().url}/auth/token`, {
    refreshToken,
    at,
    proof,
    protocol: PROTOCOL_VERSION,
    app: "2.0.0",
  });
  return { status: response.status, body: await bodyOf(response) };
};
const login = async (keys: KeyPair, user: string, password: string, more: object = {}) => {
  const response = await post(`${world.relay().url}/auth/login`, {
    ...(await loginBody(keys, user, password, "device-0009", clock.now())),
    ...more,
  });
  return { status: response.status, body: await bodyOf(response) };
};
/** When the connection closed, ms from now; fails the test when it takes more than a second. */
const closesSoon = async (client: RawClient): Promise<number> => {
  const from = performance.now();
  const { code } = await client.whenClosed();
  expect(performance.now() - from).toBeLessThan(1_000);
  return code;
};

describe("a person's own sessions", () => {
  test("[ID12] are listed with device and last use, and ending one closes its connection and kills its tokens", async () => {
    const asha = await world.addUser("asha", "field");
    const phone = await world.connect(asha, "device-phone");
    const other = new ChangeMaker("asha");
    const tablet = await world.connect(other, "device-tablet");
    const moved = await refresh(other.keys, tablet.session.refreshToken);
    expect(moved.status).toBe(200);
    const { body } = await ask(listOwnSessions, phone.session.accessToken, {});
    const { sessions } = listOwnSessions.response.parse(body);
    expect(sessions.map((s) => [s.device, s.label, s.app, s.isThis])).toEqual([
      ["device-tablet", "test", "2.0.0", false],
      ["device-phone", "test", "", true],
    ]);
    const id = sessions[0]?.id ?? "";
    expect((await ask(endOwnSession, phone.session.accessToken, { id })).status).toBe(200);
    expect(await closesSoon(tablet.client)).toBe(4401);
    expect(tablet.client.all("failure").at(-1)?.code).toBe("session-ended");
    expect(await ask(listOwnSessions, tablet.session.accessToken, {})).toMatchObject({
      status: 401,
      body: { code: "session-ended" },
    });
    const dead = await refresh(other.keys, String(moved.body.refreshToken));
    expect([dead.status, dead.body.code]).toEqual([401, "session-ended"]);
    // The negative control of all that: the session that was not ended goes on.
    expect(phone.client.closed).toBeUndefined();
    expect((await refresh(asha.keys, phone.session.refreshToken)).status).toBe(200);
    await phone.client.close();
  });

  test("[ID12] nobody ends another's session; signing out ends one's own", async () => {
    const meena = await world.addUser("meena", "field");
    const ravi = await world.addUser("ravi", "field");
    const hers = await world.connect(meena, "device-meena");
    const his = await world.connect(ravi, "device-ravi");
    const { body } = await ask(listOwnSessions, hers.session.accessToken, {});
    const id = listOwnSessions.response.parse(body).sessions[0]?.id ?? "";
    expect(await ask(endOwnSession, his.session.accessToken, { id })).toMatchObject({
      status: 404,
      body: { code: "unknown-session" },
    });
    expect((await refresh(meena.keys, hers.session.refreshToken)).status).toBe(200);
    expect((await ask(signOutHere, hers.session.accessToken, {})).status).toBe(200);
    expect(await closesSoon(hers.client)).toBe(4401);
    await his.client.close();
  });

  test("[ID14] a stolen refresh token that is used again ends the session, and its open connection with it", async () => {
    const sunita = await world.addUser("sunita", "field");
    const { client, session } = await world.connect(sunita, "device-sunita");
    const second = await refresh(sunita.keys, session.refreshToken);
    await refresh(sunita.keys, String(second.body.refreshToken));
    offsetMs = 61_000;
    const reused = await refresh(sunita.keys, session.refreshToken);
    offsetMs = 0;
    expect([reused.status, reused.body.code]).toEqual([401, "refresh-reused"]);
    expect(await closesSoon(client)).toBe(4401);
  });
});

describe("passwords", () => {
  test("[ID13] changing one's own needs the old one and ends every other session", async () => {
    const gita = await world.addUser("gita", "field");
    const here = await world.connect(gita, "device-here");
    const there = await world.connect(new ChangeMaker("gita"), "device-there");
    const token = here.session.accessToken;
    const change = (old: string, next: string) => ask(changePassword, token, { old, new: next });
    expect(await change("not-it-at-all", "neem-river-1947")).toMatchObject({
      status: 403,
      body: { code: "old-password-wrong" },
    });
    expect(await change(PASSWORD, "password")).toMatchObject({
      status: 400,
      body: { code: "weak-password" },
    });
    expect(await change(PASSWORD, "neem-river-1947")).toEqual({ status: 200, body: { endedSessions: 1 } });
    expect(await closesSoon(there.client)).toBe(4401);
    expect(here.client.closed).toBeUndefined();
    expect((await login(gita.keys, "gita", PASSWORD)).body.code).toBe("bad-credentials");
    expect((await login(gita.keys, "gita", "neem-river-1947")).status).toBe(200);
    await here.client.close();
  });

  test("[ID13] guessing the old one from an open session is limited", async () => {
    const tara = await world.addUser("tara", "field");
    const { client, session } = await world.connect(tara, "device-tara");
    const codes: unknown[] = [];
    for (let n = 0; n < 6; n++)
      codes.push(
        (await ask(changePassword, session.accessToken, { old: `guess-${n}`, new: "neem-river-1947" })).body
          .code,
      );
    expect(codes).toEqual([...Array<string>(5).fill("old-password-wrong"), "too-many-attempts"]);
    await client.close();
  });

  test("[ID11] a password for one use opens nothing until another is chosen, and runs out", async () => {
    const admin = await world.connect(await world.addUser("meera", "admin"));
    const token = admin.session.accessToken;
    const added = await ask(addUser, token, {
      id: "newcomer",
      name: "New Comer",
      roles: ["field"],
      clinics: ["rampur"],
    });
    expect(added.status).toBe(200);
    const oneTime = String(added.body.password);
    const keys = generateKeyPair();
    expect((await login(keys, "newcomer", oneTime)).body.code).toBe("password-change-needed");
    expect((await login(keys, "newcomer", oneTime, { newPassword: oneTime })).body.code).toBe(
      "weak-password",
    );
    expect((await login(keys, "newcomer", "wrong", { newPassword: "neem-river-1947" })).body.code).toBe(
      "bad-credentials",
    );
    expect((await login(keys, "newcomer", oneTime, { newPassword: "neem-river-1947" })).status).toBe(200);
    expect((await login(keys, "newcomer", oneTime)).body.code).toBe("bad-credentials");
    expect((await login(keys, "newcomer", "neem-river-1947")).status).toBe(200);

    const reset = await ask(resetPassword, token, { id: "newcomer" });
    offsetMs = 8 * 86_400_000;
    const late = await login(keys, "newcomer", String(reset.body.password), {
      newPassword: "mango-river-1947",
    });
    offsetMs = 0;
    expect(late.body.code).toBe("password-expired");
    await admin.client.close();
  });
});

describe("administrators", () => {
  test("[AU71][ID12] see and end sessions of their own clinics' people, reset passwords, and reach no further", async () => {
    const chief = await world.connect(await world.addUser("chief", "admin"));
    const token = chief.session.accessToken;
    const lata = await world.connect(await world.addUser("lata", "field"));
    await world.addUser("far", "field", ["sitapur"]);
    await world.addUser("both", "field", ["rampur", "sitapur"]);
    const { body } = await ask(listSessionsOf, token, { user: "lata" });
    expect(listSessionsOf.response.parse(body).sessions.map((s) => s.device)).toEqual(["device-lata"]);
    expect(await ask(endSessionsOf, token, { user: "lata" })).toEqual({
      status: 200,
      body: { endedSessions: 1 },
    });
    expect(await closesSoon(lata.client)).toBe(4401);
    for (const id of ["far", "both"]) {
      expect((await ask(resetPassword, token, { id })).body.code).toBe("scope-refused");
      expect((await ask(endSessionsOf, token, { user: id })).body.code).toBe("scope-refused");
    }
    const grab = { id: "lata", clinics: ["rampur", "sitapur"] };
    expect((await ask(updateUser, token, grab)).body.code).toBe("scope-refused");
    const invent = { id: "x1", name: "X", roles: ["field" as const], clinics: ["sitapur"] };
    expect((await ask(addUser, token, invent)).body.code).toBe("scope-refused");
    expect((await ask(updateUser, token, { id: "chief", roles: ["field"] })).body.code).toBe("not-yourself");
    expect((await ask(addUser, token, { ...invent, id: "lata", clinics: ["rampur"] })).body.code).toBe(
      "user-exists",
    );
    await chief.client.close();
  });

  test("[AU71] a change of roles closes the connection, which comes again with the new rights", async () => {
    const boss = await world.connect(await world.addUser("boss", "admin"));
    const kiran = await world.addUser("kiran", "field");
    const before = await world.connect(kiran);
    const done = await ask(updateUser, boss.session.accessToken, { id: "kiran", roles: ["hospital"] });
    expect(done.status).toBe(200);
    expect(await closesSoon(before.client)).toBe(1013);
    const after = await world.connect(kiran);
    expect(after.welcome.roles).toEqual(["hospital"]);
    await after.client.close();
    await boss.client.close();
  });
});
