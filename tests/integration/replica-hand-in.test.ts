import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keySession, nodeClock, nodeCompression, nodeVerifier } from "@arogyasync/cli/testing";
import { base64UrlToBytes } from "@arogyasync/shared/bytes";
import { addReading, type VitalsDoc, vitalsDocId } from "@arogyasync/shared/records";
import { createSalvageLink, handIn, type HandInInput, notHandedIn } from "@arogyasync/shared/replica";
import { createMemoryStore, createTestSigner } from "@arogyasync/shared/testing";
import { createRelay, type Relay } from "@arogyasync/sync-server/app";
import { readConfig } from "@arogyasync/sync-server/config";
import { createSqliteQuarantine, openDatabase } from "@arogyasync/sync-server/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrol, must, nodeReplica, untilStatus } from "../support/node-replica.ts";
import { salvageHttp } from "../support/salvage-http.ts";
import { vitalsAddress } from "../support/vitals-address.ts";

const boss = { userId: "boss", roles: ["admin"], clinics: ["rampur"] } as const;
const asha = { userId: "asha", roles: ["field"], clinics: ["rampur"] } as const;

describe("a replica whose device was revoked while it was offline", () => {
  let folder: string;
  let relay: Relay;
  const start = () =>
    createRelay(readConfig({ PORT: "0", DATA_DIR: folder, LOG_LEVEL: "silent", RELAY_WORKERS: "1" }));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "arogya-hand-in-"));
    relay = await start();
    must(await relay.users.addClinic({ id: "rampur", name: "rampur" }));
  });
  afterEach(async () => {
    await relay.close();
    await rm(folder, { recursive: true });
  });

  /** A phone that sent its patient and then recorded so many readings without a network. */
  const offlinePhone = async (readings: number) => {
    const signer = await enrol(relay, asha);
    const session = must(await keySession(relay.url, signer, nodeClock));
    const store = createMemoryStore();
    const replica = await nodeReplica(relay.url, asha, signer, store);
    const patient = must(await replica.writer.createPatient({ site: "rampur", identity: { name: "Sita" } }));
    await replica.engine.start();
    await untilStatus(replica, (s) => s.pendingCount === 0, "the patient was never sent");
    await replica.engine.stop();
    const vitals = vitalsAddress(vitalsDocId(patient.docId, "2026"), patient.docId, "2026");
    for (let n = 1; n <= readings; n++)
      must(
        await replica.writer.edit<VitalsDoc>(vitals, (draft) => {
          addReading(draft, {
            v: 1,
            nonce: `n${String(n).padStart(21, "0")}`,
            measuredAt: Date.UTC(2026, 0, 1) + n,
            author: "asha",
            source: "keypad",
            heartRate: 60 + n,
          });
        }),
      );
    return { signer, store, replica, relayKey: base64UrlToBytes(session.relayKey) };
  };
  const revoke = () =>
    relay.revocations.apply(
      { target: "device", id: "service-asha", action: "revoke", reason: "stolen", confirm: "service-asha" },
      boss,
    );
  const inputOf = (
    { store, signer, relayKey }: Awaited<ReturnType<typeof offlinePhone>>,
    change: Partial<HandInInput> = {},
  ): HandInInput => ({
    store,
    compression: nodeCompression,
    verifier: nodeVerifier,
    relayKey,
    link: createSalvageLink({
      http: salvageHttp(relay.url),
      signer,
      verifier: nodeVerifier,
      relayKey,
      device: "service-asha",
      now: () => nodeClock.now(),
    }),
    ...change,
  });

  it("[QR30][QR31] hears it from the token endpoint, hands in what is unsent in several uploads, has receipts for all", async () => {
    const phone = await offlinePhone(40);
    const { store, replica } = phone;
    await revoke();
    await replica.engine.start();
    const blocked = await untilStatus(replica, (s) => s.connection.state === "blocked", "was never told");
    expect(blocked.connection).toMatchObject({ code: "device-revoked" });
    await replica.engine.stop();
    const input = inputOf(phone, { maxUploadBytes: 2_000 });
    expect(await input.link.upload(new Uint8Array())).toMatchObject({ error: { code: "malformed" } });
    expect(must(await handIn(input))).toEqual({
      count: 40,
      storedCount: 0,
      quarantinedCount: 40,
      unreadableCount: 0,
    });
    expect((await store.range(["~handed"])).length).toBeGreaterThan(1);
    expect(await notHandedIn(input)).toEqual([]);
    expect(await relay.stats()).toMatchObject({ readings: 0, salvage: 40 });
    // Begun again after the end: nothing is stored twice.
    must(await handIn(input));
    expect((await relay.stats()).salvage).toBe(40);
    // The relay knows the true author of each, by the signature of the day it was written.
    const db = openDatabase({ file: join(folder, "relay.sqlite"), synchronous: "FULL" });
    const query = { state: "open", before: undefined, limit: 100 } as const;
    const kept = await createSqliteQuarantine(db).list(query);
    db.close();
    expect(kept).toHaveLength(40);
    expect(new Set(kept.map((c) => `${c.author} ${c.code}`))).toEqual(new Set(["asha device-revoked"]));
    await replica.close();
  });

  it("[QR31] negative control: a relay that is not the known one gets nothing, and covers nothing", async () => {
    const phone = await offlinePhone(3);
    const { signer, replica } = phone;
    await revoke();
    const stranger = createTestSigner("stranger").publicKey;
    const input = inputOf(phone);
    const link = createSalvageLink({
      http: salvageHttp(relay.url),
      signer,
      verifier: nodeVerifier,
      relayKey: stranger,
      device: "service-asha",
      now: () => nodeClock.now(),
    });
    expect(await handIn({ ...input, link })).toMatchObject({ error: { code: "grant-invalid", left: 3 } });
    // An honest grant, and a receipt by a key that this device does not know.
    expect(await handIn({ ...input, relayKey: stranger })).toMatchObject({
      error: { code: "receipt-invalid", left: 3 },
    });
    expect(await notHandedIn(input)).toHaveLength(3);
    await replica.close();
  });

  it("[QR32] a device that nobody has revoked is given no permission, and keeps everything", async () => {
    const phone = await offlinePhone(2);
    const { replica } = phone;
    const input = inputOf(phone);
    expect(await handIn(input)).toMatchObject({ error: { code: "not-departing", left: 2 } });
    await replica.close();
  });
});
