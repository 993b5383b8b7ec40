import * as A from "@automerge/automerge";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  addReading,
  editIdentity,
  type PatientDoc,
  type VitalsDoc,
  viewPatient,
  vitalsDocId,
} from "@arogyasync/shared/records";
import { createRelay, type Relay } from "@arogyasync/sync-server/app";
import { readConfig } from "@arogyasync/sync-server/config";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrol, must, nodeReplica, untilStatus } from "../support/node-replica.ts";
import { vitalsAddress } from "../support/vitals-address.ts";

const reading = (n: number, author: string) => ({
  v: 1,
  nonce: `n${String(n).padStart(21, "0")}`,
  measuredAt: Date.UTC(2026, 0, 1) + n,
  author,
  source: "keypad",
  heartRate: 60 + (n % 100),
});
const asha = { userId: "asha", roles: ["field"], clinics: ["rampur"] } as const;
const ward = { userId: "ward", roles: ["hospital"], clinics: ["rampur"] } as const;

describe("two replicas and a real relay", () => {
  let folder: string;
  let relay: Relay;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "arogya-converge-"));
    relay = await createRelay(
      readConfig({ PORT: "0", DATA_DIR: folder, LOG_LEVEL: "silent", RELAY_WORKERS: "1" }),
    );
    must(await relay.users.addClinic({ id: "rampur", name: "Rampur" }));
  });
  afterEach(async () => {
    await relay.close();
    await rm(folder, { recursive: true });
  });

  it("[CL] what was written offline on both converges to identical heads, with receipts", async () => {
    const [signerA, signerB] = [await enrol(relay, asha), await enrol(relay, ward)];
    const a = await nodeReplica(relay.url, asha, signerA);
    const patient = must(
      await a.writer.createPatient({ site: "rampur", identity: { name: "Sita", village: "Rampur" } }),
    );
    const address = { id: patient.docId, kind: "patient", owner: "", period: "" } as const;
    const vitals = vitalsAddress(vitalsDocId(patient.docId, "2026"), patient.docId, "2026");
    for (const n of [1, 2, 3])
      must(await a.writer.edit<VitalsDoc>(vitals, (d) => addReading(d, reading(n, "asha"))));
    expect(a.engine.status().pendingCount).toBe(4);
    await a.engine.start();
    await untilStatus(a, (s) => s.pendingCount === 0, "a never sent");

    const b = await nodeReplica(relay.url, ward, signerB);
    await b.engine.start();
    await untilStatus(
      b,
      (s) => s.connection.state === "online" && s.connection.caughtUp,
      "b never caught up",
    );
    expect((await b.host.open<PatientDoc>(patient.docId)) !== undefined).toBe(true);

    // Both apart: each edits the same field and records readings.
    await a.engine.stop();
    await b.engine.stop();
    must(await a.writer.edit<PatientDoc>(address, (d) => editIdentity(d, { village: "Sitapur" })));
    must(await b.writer.edit<PatientDoc>(address, (d) => editIdentity(d, { village: "Lakhanpur" })));
    must(await a.writer.edit<VitalsDoc>(vitals, (d) => addReading(d, reading(10, "asha"))));
    must(await b.writer.edit<VitalsDoc>(vitals, (d) => addReading(d, reading(20, "ward"))));
    await Promise.all([a.engine.start(), b.engine.start()]);

    const heads = async (r: typeof a, id: typeof patient.docId) => {
      const open = await r.host.open(id);
      try {
        return A.getHeads(open!.doc() as A.Doc<unknown>).toSorted();
      } finally {
        open?.close();
      }
    };
    // Each made one change to each document while apart: two heads, the same ones on both sides.
    const seen = async () => {
      const [ofA, ofB] = [a, b].map(async (r) => [await heads(r, patient.docId), await heads(r, vitals.id)]);
      const [headsA, headsB] = [await ofA!, await ofB!];
      return {
        lengths: headsA.map((h) => h.length),
        equal: JSON.stringify(headsA) === JSON.stringify(headsB),
      };
    };
    await expect.poll(seen, { timeout: 60_000, interval: 50 }).toEqual({ lengths: [2, 2], equal: true });
    expect([a.engine.status().pendingCount, b.engine.status().pendingCount]).toEqual([0, 0]);
    for (const r of [a, b]) {
      const doc = (await r.host.open<VitalsDoc>(vitals.id))!.doc();
      expect(Object.keys(doc.readings)).toHaveLength(5);
      const view = viewPatient((await r.host.open<PatientDoc>(patient.docId))!.doc());
      expect(view.conflicts.village?.toSorted()).toEqual(["Lakhanpur", "Sitapur"]);
    }
    await Promise.all([a.close(), b.close()]);
  });

  it("[CL] a revoked key is told so, sends nothing and keeps everything", async () => {
    const signer = await enrol(relay, asha);
    const a = await nodeReplica(relay.url, asha, signer);
    must(await a.writer.createPatient({ site: "rampur", identity: { name: "Sita" } }));
    await relay.users.revokeKey(signer.publicKey);
    await a.engine.start();
    const status = await untilStatus(a, (s) => s.connection.state === "blocked", "never blocked");
    expect(status.pendingCount).toBe(1);
    expect(await a.engine.sendNow(5_000)).toMatchObject({ outcome: "not-sent", pendingCount: 1 });
    await a.close();
  });

  it("[CL] send now says that the relay is not there, and how many wait", async () => {
    const signer = await enrol(relay, asha);
    const a = await nodeReplica("http://127.0.0.1:9", asha, signer);
    must(await a.writer.createPatient({ site: "rampur", identity: { name: "Sita" } }));
    await a.engine.start();
    await untilStatus(a, (s) => s.connection.state === "offline", "never offline");
    expect(await a.engine.sendNow(10_000)).toMatchObject({ outcome: "not-sent", pendingCount: 1 });
    await a.close();
  });
});
