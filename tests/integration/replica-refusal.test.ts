import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addReading, listReadings, type VitalsDoc, vitalsDocId } from "@arogyasync/shared/records";
import { keys, Outbox } from "@arogyasync/shared/replica";
import { createMemoryStore } from "@arogyasync/shared/testing";
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
  heartRate: 60 + n,
});

describe("a change that the relay refuses", () => {
  let folder: string;
  let relay: Relay;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "arogya-refusal-"));
    relay = await createRelay(
      readConfig({ PORT: "0", DATA_DIR: folder, LOG_LEVEL: "silent", RELAY_WORKERS: "1" }),
    );
    for (const id of ["rampur", "sitapur"]) must(await relay.users.addClinic({ id, name: id }));
  });
  afterEach(async () => {
    await relay.close();
    await rm(folder, { recursive: true });
  });

  it("[CL9] does not poison its document: later readings are kept and sent, the old document is in quarantine", async () => {
    const signer = await enrol(relay, { userId: "asha", roles: ["field"], clinics: ["rampur"] });
    // This device takes itself for somebody else at first, so its own check lets the wrong author through.
    const person = { userId: "asha", roles: ["field"] as const, clinics: ["rampur"] };
    const store = createMemoryStore();
    const replica = await nodeReplica(relay.url, person, signer, store);
    const patient = must(await replica.writer.createPatient({ site: "rampur", identity: { name: "Sita" } }));
    const vitals = vitalsAddress(vitalsDocId(patient.docId, "2026"), patient.docId, "2026");
    const save = (n: number, author: string) => {
      person.userId = author;
      return replica.writer.edit<VitalsDoc>(vitals, (d) => addReading(d, reading(n, author)));
    };
    must(await save(1, "asha"));
    const wrong = must(await save(2, "somebody"));
    for (const n of [3, 4, 5]) must(await save(n, "asha"));
    await replica.engine.start();
    await untilStatus(replica, (s) => s.pendingCount === 0 && s.refusedCount === 1, "never settled");
    const rates = async () => {
      const open = await replica.host.open<VitalsDoc>(vitals.id);
      return listReadings(open!.doc()).readings.map((r) => r.reading.heartRate);
    };
    expect(await rates()).toEqual([61, 63, 64, 65]);
    expect((await Outbox.load(store)).refused().map((e) => [e.hashHex, e.refusal?.code])).toEqual([
      [wrong.hashHex, "reading-author"],
    ]);
    expect(await store.range(["~quarantine", vitals.id])).toHaveLength(1);
    expect(await store.get(keys.deny(wrong.hashHex))).toBeDefined();
    // The document lives on, here and on the relay.
    must(await save(6, "asha"));
    await untilStatus(replica, (s) => s.pendingCount === 0, "never sent");
    expect(await rates()).toEqual([61, 63, 64, 65, 66]);
    await replica.close();

    const other = await enrol(relay, { userId: "ward", roles: ["hospital"], clinics: ["rampur"] });
    const member = { userId: "ward", roles: ["hospital"] as const, clinics: ["rampur"] };
    const ward = await nodeReplica(relay.url, member, other);
    await ward.engine.start();
    await untilStatus(
      ward,
      (s) => s.connection.state === "online" && s.connection.caughtUp,
      "never caught up",
    );
    const seen = listReadings((await ward.host.open<VitalsDoc>(vitals.id))!.doc());
    expect(seen.readings.map((r) => r.reading.heartRate)).toEqual([61, 63, 64, 65, 66]);
    await ward.close();
  });

  it("[CL9] waits, where it was about who may write and not about what was written, and is offered again", async () => {
    const enrolled = { userId: "asha", roles: ["field"], clinics: ["rampur"] } as const;
    const signer = await enrol(relay, enrolled);
    // The device knows of a second clinic that the relay does not (a backup may have forgotten it).
    const person = { userId: "asha", roles: ["field"] as const, clinics: ["rampur", "sitapur"] };
    const store = createMemoryStore();
    const replica = await nodeReplica(relay.url, person, signer, store);
    const patient = must(await replica.writer.createPatient({ site: "sitapur", identity: { name: "Sita" } }));
    await replica.engine.start();
    await untilStatus(replica, (s) => s.refusedCount === 1, "never refused");
    expect(await replica.host.open(patient.docId)).toBeDefined();
    expect(await store.range(["~quarantine"])).toEqual([]);
    await replica.engine.stop();
    must(
      await relay.users.addServiceKey({
        id: "asha",
        name: "asha",
        roles: ["field"],
        clinics: ["rampur", "sitapur"],
        publicKey: signer.publicKey,
      }),
    );
    await replica.engine.start();
    await untilStatus(replica, (s) => s.pendingCount === 0 && s.refusedCount === 0, "never accepted");
    expect(await store.range(["~sent"])).toHaveLength(1);
    await replica.close();
  });
});
