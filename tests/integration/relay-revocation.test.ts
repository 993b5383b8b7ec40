import { base64UrlToBytes, bytesToBase64Url } from "@arogyasync/shared/bytes";
import {
  MAX_HAND_IN_BYTES,
  type Problem,
  salvageGrantBody,
  salvageGrantSchema,
  tokenProofBody,
  wipeStatementBody,
} from "@arogyasync/shared/protocol";
import { generateKeyPair, login, loginBody, post, verifyEd25519 } from "@arogyasync/sync-server/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { askGrant, handInOf, receiptOf, sendHandIn, takeGrant } from "../support/relay/hand-in.ts";
import { createWorld, MEASURED_AT, PASSWORD, type World } from "./relay-world.ts";

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

const boss = { userId: "boss", roles: ["admin"], clinics: ["rampur"] } as const;
const revoke = (id: string, target: "device" | "person" = "device", action: "revoke" | "wipe" = "revoke") =>
  world.relay().revocations.apply({ target, id, action, reason: "lost on the bus", confirm: id }, boss);

const refresh = async (keys: ReturnType<typeof generateKeyPair>, refreshToken: string) => {
  const at = Date.now();
  const proof = bytesToBase64Url(await keys.sign(tokenProofBody(refreshToken, at)));
  return post(`${world.relay().url}/auth/token`, { refreshToken, at, proof });
};
const problemOf = async (response: Response): Promise<[number, string]> => [
  response.status,
  ((await response.json()) as Problem).code,
];

describe("revocation", () => {
  test("[QR20] ends connections within a second, and tokens are dead", async () => {
    const asha = await world.addUser("asha", "field");
    const { client, session } = await world.connect(asha, "device-lost");
    const bystander = await world.connect(await world.addUser("ravi", "field"), "device-other");
    const since = performance.now();
    expect(await revoke("device-lost")).toMatchObject({ ok: true });
    const { code } = await client.whenClosed();
    const tookMs = performance.now() - since;
    expect(code).toBe(4403);
    expect(client.all("failure").map((f) => [f.code, f.fatal])).toEqual([["device-revoked", true]]);
    expect(tookMs).toBeLessThan(1_000);
    expect(bystander.client.closed).toBeUndefined();

    const url = world.relay().url;
    const asked = await fetch(`${url}/api/v1/stats`, {
      headers: { Authorization: `Bearer ${session.accessToken}` },
    });
    expect(await problemOf(asked)).toEqual([403, "device-revoked"]);
    const again = await refresh(asha.keys, session.refreshToken!);
    expect(again.status).toBe(403);
    const problem = (await again.json()) as Problem;
    expect(problem.code).toBe("device-revoked");
    // The refusal brings the permission to hand in, signed by the relay for this key.
    const grant = salvageGrantSchema.parse(problem["salvage"]);
    expect(grant).toMatchObject({ device: "device-lost", cause: "device-revoked" });
    expect(grant.key).toBe(bytesToBase64Url(asha.keys.publicKey));
    const { signature, ...signed } = grant;
    const relayKey = base64UrlToBytes(session.relayKey);
    expect(verifyEd25519(relayKey, salvageGrantBody(signed), base64UrlToBytes(signature))).toBe(true);
    const newLogin = await post(
      `${url}/auth/login`,
      await loginBody(asha.keys, "asha", PASSWORD, "device-lost"),
    );
    expect(await problemOf(newLogin)).toEqual([403, "device-revoked"]);
    await bystander.client.close();
  });

  test("[QR20] from another process (the command line) counts as well", async () => {
    const asha = await world.addUser("asha", "field");
    const { client } = await world.connect(asha, "device-lost");
    const { openAdmin } = await import("@arogyasync/sync-server/app");
    const admin = openAdmin(world.dir);
    const since = performance.now();
    await admin.users.setDisabled("asha", true);
    expect((await client.whenClosed()).code).toBe(4403);
    expect(performance.now() - since).toBeLessThan(1_000);
    expect(client.all("failure")[0]?.code).toBe("user-disabled");
    admin.close();
  });

  test("[QR20] a person whose clinics change keeps the session and comes again with the new rights", async () => {
    const asha = await world.addUser("asha", "field", ["rampur", "sitapur"]);
    const { client } = await world.connect(asha, "device-0001");
    await world.addUser("asha", "field", ["sitapur"]);
    expect((await client.whenClosed()).code).toBe(1013);
    expect(client.all("failure")[0]?.code).toBe("rights-changed");
    const again = await world.connect(asha, "device-0001");
    expect(again.welcome.clinics).toEqual(["sitapur"]);
    await again.client.close();
  });

  test("[QR22] needs a reason, the id typed again, and somebody who answers for it; the book says who and why", async () => {
    const { revocations } = world.relay();
    const asha = await world.addUser("asha", "field");
    await world.connect(asha, "device-0001");
    const ask = (change: object, by: object = boss) =>
      revocations.apply(
        {
          target: "device",
          id: "device-0001",
          action: "revoke",
          reason: "lost",
          confirm: "device-0001",
          ...change,
        },
        { ...boss, ...by },
      );
    expect(await ask({ reason: "  " })).toMatchObject({ error: "reason-needed" });
    expect(await ask({ confirm: "device" })).toMatchObject({ error: "confirmation-wrong" });
    expect(await ask({ id: "nobody-s", confirm: "nobody-s" })).toMatchObject({ error: "unknown-device" });
    expect(await ask({}, { clinics: ["sitapur"] })).toMatchObject({ error: "scope-refused" });
    const person = { target: "person", id: "boss", confirm: "boss" };
    await world.addUser("boss", "admin");
    expect(await ask(person)).toMatchObject({ error: "not-yourself" });
    expect(await ask(person, { userId: "devi", roles: ["device-manager"] })).toMatchObject({
      error: "role-refused",
    });
    expect((await revocations.list(boss)).rows).toEqual([]);
    expect(await ask({})).toMatchObject({ ok: true });
    expect((await revocations.list(boss)).rows).toMatchObject([
      { target: "device", id: "device-0001", action: "revoke", by: "boss", reason: "lost" },
    ]);
    expect((await revocations.list({ ...boss, clinics: ["sitapur"] })).rows).toEqual([]);
  });
});

describe("handing in", () => {
  const lostPhone = async () => {
    const asha = await world.addUser("asha", "field");
    const { client, session } = await world.connect(asha, "device-lost");
    const patient = await asha.patient("rampur");
    await client.push(await asha.push([patient]));
    const readings = [
      await asha.reading(patient.id, MEASURED_AT),
      await asha.reading(patient.id, MEASURED_AT + 1),
    ];
    await revoke("device-lost");
    await client.whenClosed();
    return { asha, patient, readings, relayKey: base64UrlToBytes(session.relayKey) };
  };

  test("[QR10][QR12] what a revoked device still has lies in quarantine, with a receipt; nothing enters the log", async () => {
    const { asha, readings, relayKey } = await lostPhone();
    const { url } = world.relay();
    const grant = await takeGrant(url, asha.keys);
    const body = handInOf([await asha.push(readings)]);
    const receipt = await receiptOf(await sendHandIn(url, asha.keys, grant.nonce, body), relayKey, readings);
    expect(receipt.fates).toBe("qq");
    expect(await world.relay().stats()).toMatchObject({ readings: 0, salvage: 2 });
    // The answer may have been lost on the way: the same upload again is the same, and stores nothing twice.
    const again = await receiptOf(await sendHandIn(url, asha.keys, grant.nonce, body), relayKey, readings);
    expect(again.fates).toBe("qq");
    expect((await world.relay().stats()).salvage).toBe(2);
  });

  test("[QR11] a grant is used once, by its own key, within its size, and while it lasts", async () => {
    const { asha, readings } = await lostPhone();
    const { url } = world.relay();
    const grant = await takeGrant(url, asha.keys);
    const body = handInOf([await asha.push([readings[0]!])]);
    const thief = generateKeyPair();
    expect(await problemOf(await sendHandIn(url, thief, grant.nonce, body))).toEqual([401, "bad-proof"]);
    const altered = { ...asha.keys, sign: async () => new Uint8Array(64) };
    expect(await problemOf(await sendHandIn(url, altered, grant.nonce, body))).toEqual([401, "bad-proof"]);
    const huge = new Uint8Array(MAX_HAND_IN_BYTES + 1);
    expect(await problemOf(await sendHandIn(url, asha.keys, grant.nonce, huge))).toEqual([413, "too-large"]);
    const noise = Uint8Array.from({ length: 4_000 }, (_, i) => i * 7);
    expect(await problemOf(await sendHandIn(url, asha.keys, grant.nonce, noise))).toEqual([400, "malformed"]);
    expect((await world.relay().stats()).salvage).toBe(0);
    // None of that has used it up.
    expect((await sendHandIn(url, asha.keys, grant.nonce, body)).status).toBe(200);
    const other = handInOf([await asha.push([readings[1]!])]);
    expect(await problemOf(await sendHandIn(url, asha.keys, grant.nonce, other))).toEqual([
      409,
      "grant-used",
    ]);
    const unknown = bytesToBase64Url(new Uint8Array(16));
    expect(await problemOf(await sendHandIn(url, asha.keys, unknown, other))).toEqual([403, "grant-unknown"]);
    expect((await world.relay().stats()).salvage).toBe(1);
    // The rest goes under the next one.
    const next = await takeGrant(url, asha.keys);
    expect((await sendHandIn(url, asha.keys, next.nonce, other)).status).toBe(200);
    expect((await world.relay().stats()).salvage).toBe(2);
  });

  test("[QR11] only who must go is given a grant", async () => {
    const asha = await world.addUser("asha", "field");
    const { client } = await world.connect(asha, "device-0001");
    const { url } = world.relay();
    expect(await problemOf(await askGrant(url, asha.keys))).toEqual([409, "not-departing"]);
    expect(await problemOf(await askGrant(url, generateKeyPair()))).toEqual([409, "not-departing"]);
    await client.close();
  });

  test("[QR21] a colleague in good standing loses nothing: their records of that phone are in the log at once", async () => {
    const asha = await world.addUser("asha", "field");
    const ravi = await world.addUser("ravi", "field");
    const { client } = await world.connect(asha, "device-shared");
    const patient = await asha.patient("rampur");
    await client.push(await asha.push([patient]));
    const session = await login(world.relay().url, ravi.keys, "ravi", PASSWORD, "device-shared");
    ravi.docs.set(patient.id, asha.docs.get(patient.id)!);
    const hers = await asha.reading(patient.id, MEASURED_AT);
    const his = await ravi.reading(patient.id, MEASURED_AT + 1);
    await revoke("asha", "person");
    const { url } = world.relay();
    const grant = await takeGrant(url, asha.keys);
    expect(grant.cause).toBe("user-disabled");
    const body = handInOf([await asha.push([hers]), await ravi.push([his])]);
    const receipt = await receiptOf(
      await sendHandIn(url, asha.keys, grant.nonce, body),
      base64UrlToBytes(session.relayKey),
      [hers, his],
    );
    expect(receipt.fates).toBe("qs");
    expect(await world.relay().stats()).toMatchObject({ readings: 1, salvage: 1 });
  });

  test("[QR21] a device that is only told to empty itself is trusted to the end", async () => {
    const asha = await world.addUser("asha", "field");
    const { client, session } = await world.connect(asha, "device-0001");
    const patient = await asha.patient("rampur");
    expect(await revoke("device-0001", "device", "wipe")).toMatchObject({ ok: true });
    expect((await client.whenClosed()).code).toBe(4403);
    const { url } = world.relay();
    const grant = await takeGrant(url, asha.keys);
    expect(grant.cause).toBe("device-wipe");
    const body = handInOf([await asha.push([patient])]);
    const sent = await sendHandIn(url, asha.keys, grant.nonce, body);
    const receipt = await receiptOf(sent, base64UrlToBytes(session.relayKey), [patient]);
    expect(receipt.fates).toBe("s");
    const statement = {
      key: bytesToBase64Url(asha.keys.publicKey),
      device: "device-0001",
      cause: "device-wipe" as const,
      at: Date.now(),
      handedIn: 1,
      lost: 0,
    };
    const signature = bytesToBase64Url(await asha.keys.sign(wipeStatementBody(statement)));
    const forged = { ...statement, lost: 5, signature };
    expect(await problemOf(await post(`${url}/api/salvage/wiped`, forged))).toEqual([401, "bad-proof"]);
    for (let i = 0; i < 2; i++)
      expect((await post(`${url}/api/salvage/wiped`, { ...statement, signature })).status).toBe(204);
    const book = await world.relay().revocations.list(boss);
    expect(book.wipes).toMatchObject([{ device: "device-0001", user: "asha", handedIn: 1, lost: 0 }]);
    // Its key is gone with the rest; whoever shows it has a copy.
    expect(await problemOf(await refresh(asha.keys, session.refreshToken!))).toEqual([403, "device-revoked"]);
    const fresh = await login(url, generateKeyPair(), "asha", PASSWORD, "device-0002");
    expect(fresh.user.id).toBe("asha");
  });
});
