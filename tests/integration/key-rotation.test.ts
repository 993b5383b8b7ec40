import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { base64UrlToBytes, bytesToBase64Url } from "@arogyasync/shared/bytes";
import type { ChangeName, Receipt } from "@arogyasync/shared/changes";
import type { Clock } from "@arogyasync/shared/ports";
import { decodeDown, isReceiptSigned, relayKeysSchema, successionsIn } from "@arogyasync/shared/protocol";
import { addReading, docIdToBytes, type VitalsDoc, vitalsDocId } from "@arogyasync/shared/records";
import { createMemoryStore } from "@arogyasync/shared/testing";
import { createRelay, KEY_OVERLAP_MS, type Relay, rotateKey } from "@arogyasync/sync-server/app";
import {
  ChangeMaker,
  generateKeyPair,
  hashOf,
  keySession,
  login,
  openDatabase,
  RawClient,
  testConfig,
  testPasswords,
  verifyEd25519,
} from "@arogyasync/sync-server/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrol, must, nodeReplica, untilStatus } from "../support/node-replica.ts";
import { openWatchedReplica } from "../support/relay/replica.ts";
import { vitalsAddress } from "../support/vitals-address.ts";

const verifier = { verify: verifyEd25519 };
const asha = { userId: "asha", roles: ["field"], clinics: ["rampur"] } as const;
const MEASURED_AT = Date.UTC(2026, 0, 1);
const reading = (n: number) => ({
  v: 1,
  nonce: `n${String(n).padStart(21, "0")}`,
  measuredAt: MEASURED_AT + n,
  author: "asha",
  source: "keypad",
  heartRate: 60 + (n % 100),
});

let dir: string;
let relay: Relay;
let offsetMs: number;
const clock: Clock = {
  now: () => Date.now() + offsetMs,
  after: (delayMs, fn) => {
    const timer = setTimeout(fn, delayMs);
    return () => clearTimeout(timer);
  },
};
beforeEach(async () => {
  offsetMs = 0;
  dir = mkdtempSync(join(tmpdir(), "arogya-keys-"));
  relay = await createRelay(testConfig(dir), { clock, passwords: testPasswords });
  must(await relay.users.addClinic({ id: "rampur", name: "Rampur" }));
});
afterEach(async () => {
  await relay.close();
  rmSync(dir, { recursive: true });
});

const published = async () =>
  relayKeysSchema.parse(await (await fetch(`${relay.url}/relay-keys`)).json()).keys;
/** Rotates as the command line does, in another process's place, and waits until the relay has noticed. */
const rotateReceiptKey = async (): Promise<void> => {
  const { length } = await published();
  await rotateKey(dir, "receipt", clock.now());
  const from = performance.now();
  while ((await published()).length === length) {
    expect(performance.now() - from, "noticed within a second, with room for a slow machine").toBeLessThan(
      5_000,
    );
    await sleep(20);
  }
};
const kidOf = (token: string): unknown =>
  (JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()) as { kid?: unknown }).kid;

describe("[ID40] the token key", () => {
  const stats = async (token: string): Promise<number> =>
    (await fetch(`${relay.url}/api/v1/stats`, { headers: { Authorization: `Bearer ${token}` } })).status;
  const session = async () => {
    const keys = generateKeyPair();
    must(
      await relay.users.addServiceKey({
        id: "boss",
        name: "boss",
        roles: ["admin"],
        clinics: ["*"],
        publicKey: keys.publicKey,
      }),
    );
    return { keys, token: (await keySession(relay.url, keys)).accessToken };
  };
  const untilKid = async (keys: ReturnType<typeof generateKeyPair>, kid: string): Promise<string> => {
    for (let tries = 0; tries < 200; tries++) {
      const { accessToken } = await keySession(relay.url, keys);
      if (kidOf(accessToken) === kid) return accessToken;
      await sleep(20);
    }
    throw new Error("the relay never took up the new key");
  };

  it("is rotated beside a running relay: new tokens are the new key's, old ones are believed as long as they live", async () => {
    const { keys, token } = await session();
    const { kid, before } = await rotateKey(dir, "token", clock.now());
    expect(kidOf(token)).toBe(before);
    const fresh = await untilKid(keys, kid);
    expect([await stats(token), await stats(fresh)]).toEqual([200, 200]);
    offsetMs = KEY_OVERLAP_MS + 1_000;
    expect(await stats(token)).toBe(401);
  });

  it("with no overlap kills every token of the old key within a second; sessions go on", async () => {
    const { keys, token } = await session();
    const { kid } = await rotateKey(dir, "token", clock.now(), 0);
    const fresh = await untilKid(keys, kid);
    expect([await stats(token), await stats(fresh)]).toEqual([401, 200]);
  });

  it("survives a restart, and the old private key is gone from the disk", async () => {
    const { keys, token } = await session();
    const { kid, before } = await rotateKey(dir, "token", clock.now());
    await relay.close();
    relay = await createRelay(testConfig(dir), { clock, passwords: testPasswords });
    expect(kidOf((await keySession(relay.url, keys)).accessToken)).toBe(kid);
    expect(await stats(token)).toBe(200);
    expect(existsSync(join(dir, "relay-tokens.key.pem"))).toBe(false);
    expect(existsSync(join(dir, `relay-tokens.${before}.key.pem`))).toBe(false);
    expect(statSync(join(dir, `relay-tokens.${kid}.key.pem`)).mode & 0o777).toBe(0o600);
  });
});

describe("[ID41] the receipt key", () => {
  it("rotates three times under a replica that pushes: nothing is refused, no ack is lost, every receipt verifies", async () => {
    const signer = await enrol(relay, asha);
    const receipts: { readonly receipt: Receipt; readonly names: readonly ChangeName[] }[] = [];
    const refusals: string[] = [];
    let last: Receipt | undefined;
    const replica = await openWatchedReplica({
      relayUrl: relay.url,
      store: createMemoryStore(),
      signer,
      principal: asha,
      watch: {
        onFrame(direction, frame) {
          const message = direction === "down" ? decodeDown(frame) : undefined;
          if (!message?.ok) return;
          if (message.value.t === "ack") last = message.value;
          if (message.value.t === "refuse" || message.value.t === "failure")
            refusals.push(JSON.stringify(message.value));
        },
        onAck: (names) => receipts.push({ receipt: last as Receipt, names }),
      },
    });
    const patient = must(await replica.writer.createPatient({ site: "rampur", identity: { name: "Sita" } }));
    const vitals = vitalsAddress(vitalsDocId(patient.docId, "2026"), patient.docId, "2026");
    await replica.engine.start();
    const readings = 240;
    const writing = (async () => {
      for (let n = 0; n < readings; n++) {
        must(await replica.writer.edit<VitalsDoc>(vitals, (d) => addReading(d, reading(n))));
        if (n % 60 === 59) await replica.engine.stop().then(() => replica.engine.start());
      }
    })();
    for (let n = 0; n < 3; n++) {
      await sleep(100);
      await rotateReceiptKey();
      await rotateKey(dir, "token", clock.now());
    }
    await writing;
    const status = await untilStatus(replica, (s) => s.pendingCount === 0, "not everything was sent");
    expect([status.refusedCount, refusals]).toEqual([0, []]);
    expect((await relay.stats()).readings).toBe(readings);
    // Every ack that ever came, by the key of its time.
    const keys = await published();
    expect(keys.length).toBeGreaterThan(3);
    for (const { receipt, names } of receipts)
      expect(await isReceiptSigned(verifier, keys, receipt, names)).toBe(true);
    // The control: without the first key the first receipt is nobody's.
    const [one] = receipts;
    expect(one && (await isReceiptSigned(verifier, keys.slice(1), one.receipt, one.names))).toBe(false);
    await replica.close();
  });

  it("a connection keeps the key that it was welcomed with; the next one meets the new key and the way to it", async () => {
    const maker = new ChangeMaker("ravi");
    must(
      await relay.users.addUser({
        id: "ravi",
        name: "ravi",
        password: "password-1",
        roles: ["field"],
        clinics: ["rampur"],
      }),
    );
    const open = async () => {
      const session = await login(relay.url, maker.keys, "ravi", "password-1", "device-ravi");
      return { session, ...(await RawClient.connect(relay.url, session, "device-ravi")) };
    };
    const before = await open();
    expect(before.welcome.successions).toBeUndefined();
    await rotateReceiptKey();
    const patient = await maker.patient("rampur");
    const { ack } = await before.client.push(await maker.push([patient]));
    const names = [{ doc: docIdToBytes(patient.id), hash: hashOf(patient) }];
    const [old] = await published();
    expect(await isReceiptSigned(verifier, old ? [old] : [], ack, names)).toBe(true);
    const after = await open();
    expect(after.welcome.successions).toHaveLength(1);
    expect(after.session.relayKeys?.map(({ key }) => key)).toEqual([
      bytesToBase64Url(before.welcome.relayKey),
      bytesToBase64Url(after.welcome.relayKey),
    ]);
    await before.client.close();
    await after.client.close();
  });

  it("a device that was offline over three rotations follows; what it wrote meanwhile is sent", async () => {
    const { store, signer, edit } = await offlineDevice();
    for (let n = 0; n < 3; n++) await rotateReceiptKey();
    await edit(2);
    const again = await nodeReplica(relay.url, asha, signer, store);
    await again.engine.start();
    await untilStatus(again, (s) => s.pendingCount === 0 && s.connection.state === "online", "not sent");
    await again.close();
  });

  it.each([
    ["under the epoch it knows", false],
    ["under a new epoch", true],
  ])(
    "a key that no key before it has signed is refused by devices %s, and nothing is lost or sent",
    async (_, isNewEpoch) => {
      const { store, signer, edit } = await offlineDevice();
      await rotateReceiptKey();
      await edit(2);
      const file = join(dir, "relay-keys.json");
      const records = JSON.parse(readFileSync(file, "utf8")) as {
        receipt: { key: string; signature?: string }[];
      };
      const last = must({ ok: true, value: records.receipt.at(-1) ?? { key: "" } });
      const honest = last.signature;
      // Somebody else's word instead of the old key's.
      last.signature = bytesToBase64Url(await generateKeyPair().sign(base64UrlToBytes(last.key)));
      writeFileSync(file, JSON.stringify(records));
      await restart(isNewEpoch);
      const again = await nodeReplica(relay.url, asha, signer, store);
      await again.engine.start();
      const blocked = await untilStatus(again, (s) => s.connection.state === "blocked", "it was trusted");
      expect(blocked).toMatchObject({ connection: { code: "relay-key-changed" }, pendingCount: 1 });
      await again.engine.stop();
      // The control: with the old key's signature the same device follows the same key.
      last.signature = honest ?? "";
      writeFileSync(file, JSON.stringify(records));
      await restart(false);
      const trusted = await nodeReplica(relay.url, asha, signer, store);
      await trusted.engine.start();
      await untilStatus(trusted, (s) => s.pendingCount === 0, "it was not trusted");
      expect(successionsIn(await published())).toHaveLength(1);
      await trusted.engine.stop();
    },
  );

  const restart = async (isNewEpoch: boolean): Promise<void> => {
    const { port } = relay;
    await relay.close();
    if (isNewEpoch) {
      const db = openDatabase({ file: join(dir, "relay.sqlite"), synchronous: "FULL" });
      db.prepare("UPDATE meta SET value = ? WHERE key = 'epoch'").run(Buffer.alloc(16, 7));
      db.close();
    }
    relay = await createRelay({ ...testConfig(dir), port }, { clock, passwords: testPasswords });
  };
  /** A device that has met the relay and sent one reading, and is offline now. */
  const offlineDevice = async () => {
    const store = createMemoryStore();
    const signer = await enrol(relay, asha);
    const replica = await nodeReplica(relay.url, asha, signer, store);
    const patient = must(await replica.writer.createPatient({ site: "rampur", identity: { name: "Sita" } }));
    const vitals = vitalsAddress(vitalsDocId(patient.docId, "2026"), patient.docId, "2026");
    const edit = async (n: number) =>
      must(await replica.writer.edit<VitalsDoc>(vitals, (d) => addReading(d, reading(n))));
    await edit(1);
    await replica.engine.start();
    await untilStatus(replica, (s) => s.pendingCount === 0, "not sent");
    await replica.engine.stop();
    return { store, signer, edit };
  };
});
