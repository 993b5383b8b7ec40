import { describe, expect, it } from "vitest";
import { bytesToBase64Url } from "../bytes/index.ts";
import type { ChangeName } from "../changes/index.ts";
import { type ReplicaStore, silentLog, type Signer } from "../ports/index.ts";
import { encodeCbor, type SalvageGrant, salvageGrantBody } from "../protocol/index.ts";
import { addReading, type VitalsDoc, vitalsDocId } from "../records/index.ts";
import { ok } from "../result.ts";
import {
  createTestSigner,
  MemoryDisk,
  plainCompression,
  SalvageDesk,
  SeededRandom,
  TestClock,
  testVerifier,
} from "../testing/index.ts";
import { Directory } from "./directory.ts";
import { handIn, type HandInLink, notHandedIn } from "./hand-in.ts";
import { keys } from "./keys.ts";
import { Outbox } from "./outbox.ts";
import { PlainDocHost } from "./plain-doc-host.ts";
import { createSalvageLink } from "./salvage-link.ts";
import { createTurns } from "./turns.ts";
import { createWriter } from "./writer.ts";

const relay = createTestSigner("relay");
const must = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

/** Fills a device's store: a patient, then so many readings of each of these people. */
const fill = async (store: ReplicaStore, people: readonly string[], readings = 3) => {
  const clock = new TestClock();
  const host = new PlainDocHost({ store, log: silentLog });
  const outbox = await Outbox.load(store);
  const directory = await Directory.load(store);
  let userId = people[0] ?? "";
  const writer = createWriter({
    store,
    host,
    outbox,
    directory,
    exclusive: createTurns(),
    clock,
    random: new SeededRandom(1),
    identity: () => ({
      principal: { userId, roles: ["field"], clinics: ["rampur"] },
      signer: createTestSigner(userId),
    }),
  });
  const patient = must(await writer.createPatient({ site: "rampur", identity: { name: "Sita" } }));
  const address = {
    id: vitalsDocId(patient.docId, "2025"),
    kind: "vitals",
    owner: patient.docId,
    period: "2025",
  } as const;
  let n = 0;
  for (userId of people)
    for (let i = 0; i < readings; i++) {
      await clock.advance(1_000);
      const reading = {
        v: 1,
        nonce: `nonce${String(n++).padStart(17, "0")}`,
        measuredAt: clock.now(),
        author: userId,
        source: "keypad",
        heartRate: 60 + n,
      };
      must(await writer.edit<VitalsDoc>(address, (draft) => void addReading(draft, reading)));
    }
  return outbox;
};

const inputOf = (store: ReplicaStore, link: HandInLink) => ({
  store,
  link,
  compression: plainCompression,
  verifier: testVerifier,
  relayKey: relay.publicKey,
});
const hashesOf = (outbox: Outbox) =>
  [...outbox.pending(), ...outbox.refused()].map((e) => e.hashHex).toSorted();

describe("handing in", () => {
  it("[QR30][QR31] gives every author's entries, refused ones too, and says so only under the relay's receipt", async () => {
    const store = new MemoryDisk().open();
    const outbox = await fill(store, ["asha", "ravi"]);
    await outbox.markRefused(outbox.pending()[2]!, { code: "not-your-clinic", reason: "" });
    const desk = new SalvageDesk();
    const all = hashesOf(await Outbox.load(store));
    expect(await notHandedIn(inputOf(store, desk))).toHaveLength(7);
    expect(await handIn(inputOf(store, desk))).toEqual({
      ok: true,
      value: { count: 7, storedCount: 0, quarantinedCount: 7, unreadableCount: 0 },
    });
    expect([...desk.has].toSorted()).toEqual(all);
    expect(await notHandedIn(inputOf(store, desk))).toEqual([]);
    // Nothing was taken out of the store by it.
    expect(hashesOf(await Outbox.load(store))).toEqual(all);
  });

  it("[QR31] a receipt that misses one, has a fate too few, or is another's, counts for nothing", async () => {
    for (const cheat of [
      { sign: (names: ChangeName[]) => names.slice(1) },
      { fates: (count: number) => "q".repeat(count - 1) },
      { receiptSigner: createTestSigner("somebody") },
    ]) {
      const store = new MemoryDisk().open();
      await fill(store, ["asha"]);
      const desk = Object.assign(new SalvageDesk(), cheat);
      expect(await handIn(inputOf(store, desk))).toMatchObject({
        ok: false,
        error: { code: "receipt-invalid", left: 4 },
      });
      expect(await notHandedIn(inputOf(store, desk))).toHaveLength(4);
    }
  });

  it("[QR31] a receipt that was put on the disk by somebody else covers nothing", async () => {
    const store = new MemoryDisk().open();
    await fill(store, ["asha"]);
    const forger = Object.assign(new SalvageDesk(), { receiptSigner: createTestSigner("somebody") });
    const forged = { ...inputOf(store, forger), relayKey: createTestSigner("somebody").publicKey };
    must(await handIn(forged));
    expect(await notHandedIn(forged)).toEqual([]);
    expect(await notHandedIn(inputOf(store, forger))).toHaveLength(4);
  });

  it("[QR31] an answer that was lost: the same upload again, byte for byte", async () => {
    const store = new MemoryDisk().open();
    await fill(store, ["asha"]);
    const desk = Object.assign(new SalvageDesk(), { lose: 1 });
    expect(await handIn(inputOf(store, desk))).toMatchObject({ error: { code: "offline", left: 4 } });
    must(await handIn(inputOf(store, desk)));
    expect(new Set(desk.bodies).size).toBe(1);
  });

  it("[QR31] killed after any receipt, it goes on with the rest; nothing is covered that is not durable", async () => {
    const disk = new MemoryDisk();
    await fill(disk.open(), ["asha"], 12);
    const desk = new SalvageDesk();
    let runs = 0;
    for (; runs < 40; runs++) {
      const store = disk.open();
      const input = { ...inputOf(store, desk), maxUploadBytes: 600 };
      let receipts = 0;
      const done = await Promise.race([
        handIn({
          ...input,
          link: {
            upload: async (body) => {
              // The battery dies after one receipt of each run.
              if (receipts++ > 0) {
                disk.crash();
                return new Promise(() => {});
              }
              return desk.upload(body);
            },
          },
        }),
        new Promise<undefined>((resolve) => setTimeout(resolve, 50)),
      ]);
      if (done) break;
    }
    expect(runs).toBeGreaterThan(2);
    expect(await notHandedIn(inputOf(disk.open(), desk))).toEqual([]);
    expect(desk.has.size).toBe(13);
  });

  it("[QR30] what an earlier life of the log gave a receipt for is handed in as well", async () => {
    const store = new MemoryDisk().open();
    const outbox = await fill(store, ["asha"]);
    const sent = outbox.pending().slice(0, 2);
    await outbox.markReceived(sent, { epoch: new Uint8Array(16).fill(7), seq: 4, receivedAt: 1 });
    const same = Object.assign(new SalvageDesk(), { epoch: new Uint8Array(16).fill(7) });
    expect(must(await handIn(inputOf(store, same))).count).toBe(2);
    expect(same.has.size).toBe(2);
    // The relay was restored from a backup in the meantime: it has neither those nor what was handed in before.
    const restored = Object.assign(new SalvageDesk(), { epoch: new Uint8Array(16).fill(8) });
    expect(must(await handIn(inputOf(store, restored))).count).toBe(4);
    expect(restored.has.size).toBe(4);
  });

  it("[QR30] what does not open any more is counted, and not called handed in", async () => {
    const store = new MemoryDisk().open();
    await fill(store, ["asha"]);
    const damaged: ReplicaStore = {
      ...store,
      range: async (prefix) =>
        (await store.range(prefix)).map((entry, i) =>
          entry.key[0] === "~outbox" && i === 1 ? { ...entry, damaged: true } : entry,
        ),
    };
    const done = must(await handIn(inputOf(damaged, new SalvageDesk())));
    expect(done).toMatchObject({ count: 3, unreadableCount: 1 });
  });

  it("[QR30] one person's entries alone, where only that person goes", async () => {
    const store = new MemoryDisk().open();
    await fill(store, ["asha", "ravi"]);
    const desk = new SalvageDesk();
    const mine = { ...inputOf(store, desk), isMeant: (e: { author: string }) => e.author === "ravi" };
    expect(must(await handIn(mine)).count).toBe(3);
    expect(await notHandedIn(inputOf(store, desk))).toHaveLength(4);
    expect(await store.range(keys.handed())).toHaveLength(1);
  });
});

describe("a grant", () => {
  const device = createTestSigner("asha");
  const grantOf = async (signer: Signer, change: Partial<SalvageGrant> = {}): Promise<SalvageGrant> => {
    const grant = {
      nonce: bytesToBase64Url(new Uint8Array(16)),
      key: bytesToBase64Url(device.publicKey),
      device: "phone-0001",
      cause: "device-revoked" as const,
      issuedAt: 1,
      expiresAt: 2,
      maxBytes: 100,
      ...change,
    };
    return { ...grant, signature: bytesToBase64Url(await signer.sign(salvageGrantBody(grant))) };
  };
  const linkWith = (grant: SalvageGrant) =>
    createSalvageLink({
      http: {
        grant: async () => ok(grant),
        upload: async () => {
          throw new Error("nothing may leave the device");
        },
      },
      signer: device,
      verifier: testVerifier,
      relayKey: relay.publicKey,
      device: "phone-0001",
      now: () => 0,
    });

  it("[QR32] is believed only with the relay's signature, for this key and this device", async () => {
    expect(await linkWith(await grantOf(relay)).cause()).toEqual({ ok: true, value: "device-revoked" });
    const other = bytesToBase64Url(createTestSigner("ravi").publicKey);
    for (const grant of [
      await grantOf(createTestSigner("portal")),
      await grantOf(relay, { key: other }),
      await grantOf(relay, { device: "phone-0002" }),
      { ...(await grantOf(relay, { cause: "user-disabled" })), cause: "device-wipe" as const },
    ]) {
      expect(await linkWith(grant).cause()).toMatchObject({ error: { code: "grant-invalid" } });
      expect(await linkWith(grant).upload(encodeCbor({}))).toMatchObject({
        error: { code: "grant-invalid" },
      });
    }
  });
});
