import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addReading, type VitalsDoc, vitalsDocId } from "@arogyasync/shared/records";
import { createMemoryStore } from "@arogyasync/shared/testing";
import { createRelay } from "@arogyasync/sync-server/app";
import { readConfig } from "@arogyasync/sync-server/config";
import { expect, it } from "vitest";
import { enrol, must, nodeReplica, untilStatus } from "../support/node-replica.ts";
import { vitalsAddress } from "../support/vitals-address.ts";

it("[CL10] damaged bytes of one document are set aside and fetched again; the others are untouched", async () => {
  const folder = await mkdtemp(join(tmpdir(), "arogya-damage-"));
  const config = readConfig({ PORT: "0", DATA_DIR: folder, LOG_LEVEL: "silent", RELAY_WORKERS: "1" });
  const relay = await createRelay(config);
  must(await relay.users.addClinic({ id: "rampur", name: "Rampur" }));
  const member = { userId: "asha", roles: ["field"] as const, clinics: ["rampur"] };
  const signer = await enrol(relay, member);
  const store = createMemoryStore();
  const first = await nodeReplica(relay.url, member, signer, { ...store, close: () => Promise.resolve() });
  const patient = must(await first.writer.createPatient({ site: "rampur", identity: { name: "Sita" } }));
  const vitals = vitalsAddress(vitalsDocId(patient.docId, "2026"), patient.docId, "2026");
  for (const n of [1, 2, 3])
    must(
      await first.writer.edit<VitalsDoc>(vitals, (draft) => {
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
  await first.engine.start();
  await untilStatus(first, (s) => s.pendingCount === 0, "never sent");
  await first.close();
  // A bit flips in the middle one: what follows it hangs in the air.
  const chunks = await store.range([vitals.id, "incremental"]);
  for (const { key, value } of chunks.slice(0, 2)) {
    const damaged = value.slice();
    damaged[damaged.length - 3]! ^= 4;
    await store.transact([{ type: "put", key, value: damaged }], "strict");
  }
  const again = await nodeReplica(relay.url, member, signer, store);
  await again.engine.start();
  await untilStatus(again, (s) => s.connection.state === "online", "never online");
  const count = async () => {
    const open = await again.host.open<VitalsDoc>(vitals.id);
    const readings = Object.keys(open?.doc().readings ?? {}).length;
    open?.close();
    return readings;
  };
  expect(await count()).toBeLessThan(3);
  await again.engine.damaged(vitals.id);
  await expect.poll(count, { timeout: 60_000, interval: 50 }).toBe(3);
  expect(await store.range(["~quarantine", vitals.id])).toHaveLength(1);
  expect(await again.host.open(patient.docId)).toBeDefined();
  await again.close();
  await relay.close();
  await rm(folder, { recursive: true });
});
