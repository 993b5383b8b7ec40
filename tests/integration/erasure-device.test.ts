import {
  addReading,
  editIdentity,
  type PatientDoc,
  type VitalsDoc,
  vitalsDocId,
} from "@arogyasync/shared/records";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReplicaStore } from "@arogyasync/shared/ports";
import type { DocId } from "@arogyasync/shared/records";
import { listOwnRecords, keys, Outbox } from "@arogyasync/shared/replica";
import { createMemoryStore } from "@arogyasync/shared/testing";
import { createRelay, type Relay } from "@arogyasync/sync-server/app";
import { readConfig } from "@arogyasync/sync-server/config";
import type { Replica } from "@arogyasync/cli/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { enrol, type Member, must, nodeReplica, untilStatus } from "../support/node-replica.ts";
import { vitalsAddress } from "../support/vitals-address.ts";

const NAME = "Zarafshan Quillfeather";
const boss = { principal: { userId: "boss", roles: ["admin"], clinics: ["rampur"] }, device: "" } as const;

let folder: string;
let relay: Relay;
const replicas: Replica[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "arogya-erasure-"));
  relay = await createRelay(
    readConfig({ PORT: "0", DATA_DIR: folder, LOG_LEVEL: "silent", RELAY_WORKERS: "1" }),
  );
  must(await relay.users.addClinic({ id: "rampur", name: "rampur" }));
});
afterEach(async () => {
  for (const replica of replicas.splice(0)) await replica.close();
  await relay.close();
  await rm(folder, { recursive: true });
});

const device = async (userId: string, store = createMemoryStore()) => {
  const member: Member = { userId, roles: ["field"], clinics: ["rampur"] };
  const replica = await nodeReplica(relay.url, member, await enrol(relay, member), store);
  replicas.push(replica);
  const settled = (what: string) =>
    untilStatus(
      replica,
      (s) => s.pendingCount === 0 && s.connection.state === "online" && s.connection.caughtUp,
      what,
    );
  return { replica, store, settled };
};
type Device = Awaited<ReturnType<typeof device>>;

let nonce = 0;
const record = ({ replica }: Device, patient: DocId, year = "2026", heartRate = 61) =>
  replica.writer.edit<VitalsDoc>(vitalsAddress(vitalsDocId(patient, year), patient, year), (draft) => {
    addReading(draft, {
      v: 1,
      nonce: `n${String(++nonce).padStart(21, "0")}`,
      measuredAt: Date.UTC(Number(year), 0, 2) + nonce,
      author: "asha",
      source: "keypad",
      heartRate,
    });
  });
const register = async ({ replica }: Device, name = NAME): Promise<DocId> =>
  must(await replica.writer.createPatient({ site: "rampur", identity: { name } })).docId;

/** Every key of a store under which the patient's name or one of their documents' bytes lie. */
const tracesOf = async (store: ReplicaStore, patient: DocId): Promise<string[]> => {
  const ids = [patient, ...["2026", "2027"].map((year) => vitalsDocId(patient, year))];
  const entries = await store.range([]);
  return entries.flatMap(({ key, value }) => {
    const isNamed = Buffer.from(value).includes(NAME) || Buffer.from(value).includes('"heartRate":61');
    const isDoc = ids.some((id) => key[0] === id);
    return isNamed || isDoc ? [key.join("/")] : [];
  });
};
const erase = async (patient: string) =>
  must(await relay.erasures.erase({ patient, reason: "asked for in writing", confirm: patient }, boss));
const holders = async (patient: string) =>
  (await relay.erasures.list(boss.principal)).find((e) => e.patient === patient)?.devices ?? [];
const untilHolder = async (patient: string, id: string, state: string): Promise<void> => {
  for (let i = 0; i < 600; i++) {
    if ((await holders(patient)).some((d) => d.device === id && d.state === state)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${id} is not ${state}: ${JSON.stringify(await holders(patient))}`);
};

describe("an erased patient on devices", () => {
  test("[TR35][TR36] goes with documents, sent and unsent work, also of a year the relay never saw, and the device says so", async () => {
    const phone = await device("asha");
    const patient = await register(phone);
    const other = await register(phone, "Sita Devi");
    must(await record(phone, patient));
    await phone.replica.engine.start();
    await phone.settled("sent");
    await phone.replica.engine.stop();
    // Without a network: more of the same year, and the first of another.
    must(await record(phone, patient));
    must(await record(phone, patient, "2027"));
    must(
      await phone.replica.writer.edit<PatientDoc>(
        { id: patient, kind: "patient", owner: "", period: "" },
        (d) => editIdentity(d, { village: "Rampur" }),
      ),
    );
    const kept = must(await record(phone, other, "2026", 62));
    expect((await tracesOf(phone.store, patient)).length).toBeGreaterThan(6);
    await erase(patient);
    expect((await holders(patient)).map((d) => [d.device, d.state])).toEqual([["service-asha", "not-seen"]]);

    await phone.replica.engine.start();
    await phone.settled("told");
    await untilHolder(patient, "service-asha", "done");
    expect(await tracesOf(phone.store, patient)).toEqual([]);
    expect((await phone.store.range([patient])).length).toBe(0);
    expect((await Outbox.load(phone.store)).refusedCount).toBe(0);
    await expect.poll(() => phone.store.range(keys.erasureReceipt()), { timeout: 20_000 }).toEqual([]);
    const own = await listOwnRecords(phone.store);
    expect(new Set(own.map((line) => line.docId))).toEqual(new Set([other, vitalsDocId(other, "2026")]));
    // Other people's records went out as ever.
    expect(own.find((line) => line.hashHex === kept.hashHex)?.stage).toBe("received");
    expect(await record(phone, patient)).toEqual({ ok: false, error: { code: "erased" } });
    expect(await record(phone, patient, "2028")).toEqual({ ok: false, error: { code: "erased" } });
    expect(await phone.replica.host.open(patient)).toBeUndefined();
  });

  test("[TR32] a phone that never heard of it offers it again: refused, ended there, and it says so", async () => {
    const phone = await device("asha");
    const patient = await register(phone);
    await phone.replica.engine.start();
    await phone.settled("sent");
    await phone.replica.engine.stop();
    // A copy of the phone as it was, whose cursors were lost: no tombstone reaches it.
    const copy = createMemoryStore();
    const entries = await phone.store.range([]);
    await copy.transact(
      entries
        .filter(({ key }) => key[0] !== "~cursor")
        .map(({ key, value }) => ({ type: "put", key, value })),
      "strict",
    );
    const old = await device("asha", copy);
    must(await record(old, patient));
    must(await record(old, patient, "2027"));
    await erase(patient);
    await old.replica.engine.start();
    await old.settled("answered");
    await untilHolder(patient, "service-asha", "done");
    expect(await tracesOf(copy, patient)).toEqual([]);
    expect((await copy.range(keys.outbox())).length).toBe(0);
    const { salvage, changes } = await relay.stats();
    expect({ salvage, changes }).toEqual({ salvage: 0, changes: 1 });
    expect(await record(old, patient)).toEqual({ ok: false, error: { code: "erased" } });
  });

  test("[TR35] a device that was away removes it when it comes, after a restart of its own too", async () => {
    const phone = await device("asha");
    const patient = await register(phone);
    const ward = await device("ravi");
    await phone.replica.engine.start();
    await phone.settled("sent");
    await ward.replica.engine.start();
    await ward.settled("received");
    expect((await tracesOf(ward.store, patient)).length).toBeGreaterThan(0);
    await ward.replica.engine.stop();
    await erase(patient);
    await untilHolder(patient, "service-asha", "done");
    expect((await holders(patient)).find((d) => d.device === "service-ravi")?.state).toBe("not-seen");
    await ward.replica.engine.start();
    await untilHolder(patient, "service-ravi", "done");
    expect(await tracesOf(ward.store, patient)).toEqual([]);
    const disk = createMemoryStore();
    const entries = await ward.store.range([]);
    await disk.transact(
      entries.map(({ key, value }) => ({ type: "put", key, value })),
      "strict",
    );
    const restarted = await device("ravi", disk);
    expect(await record(restarted, patient)).toEqual({ ok: false, error: { code: "erased" } });
  });
});
