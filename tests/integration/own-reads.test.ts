import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Endpoint, listAccess } from "@arogyasync/shared/api";
import { type DocId, docIdFromBytes } from "@arogyasync/shared/records";
import { keepRead, keys } from "@arogyasync/shared/replica";
import { createMemoryStore } from "@arogyasync/shared/testing";
import { createRelay, type Relay } from "@arogyasync/sync-server/app";
import { generateKeyPair, login, testConfig, testPasswords } from "@arogyasync/sync-server/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enrol, must, nodeReplica, untilStatus } from "../support/node-replica.ts";

const PASSWORD = "password-1";
const patient: DocId = docIdFromBytes(new Uint8Array(16).fill(7));
const asha = { userId: "asha", roles: ["field"] as const, clinics: ["rampur"] };
let folder: string;
let relay: Relay;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "arogya-reads-"));
  relay = await createRelay(testConfig(folder), { passwords: testPasswords });
  must(await relay.users.addClinic({ id: "rampur", name: "rampur" }));
  const boss = { id: "boss", name: "boss", password: PASSWORD, roles: ["admin" as const] };
  must(await relay.users.addUser({ ...boss, clinics: ["rampur"] }));
});
afterAll(async () => {
  await relay.close();
  await rm(folder, { recursive: true });
});

const ask = async <Q, A>(endpoint: Endpoint<Q, A>, request: Q): Promise<A> => {
  const { accessToken } = await login(relay.url, generateKeyPair(), "boss", PASSWORD, "desk-boss");
  const response = await fetch(`${relay.url}${endpoint.path}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${accessToken}`, "Content-Type": "application/json" },
    body: JSON.stringify(request),
  });
  return endpoint.response.parse(await response.json());
};

test("[TR4] what was looked at without a network reaches the access log when the device comes online, once", async () => {
  const signer = await enrol(relay, asha);
  const store = createMemoryStore();
  const read = { person: "asha", patient, what: "screen", purpose: "CAREMGT", reason: "" } as const;
  for (let i = 0; i < 205; i++)
    await keepRead(store, signer, {
      ...read,
      id: String(i).padStart(22, "R"),
      at: Date.UTC(2026, 10, 20) + i,
    });
  // The same look again, as after a crash between the answer and its being written down.
  const again = { ...read, id: "0".padStart(22, "R"), at: Date.UTC(2026, 10, 20) };
  const replica = await nodeReplica(relay.url, asha, signer, store);
  await replica.engine.start();
  await untilStatus(replica, (s) => s.connection.state === "online", "never online");
  await expect.poll(() => store.range(keys.read()), { timeout: 60_000 }).toEqual([]);
  await replica.engine.stop();
  await keepRead(store, signer, again);
  await replica.engine.start();
  await expect.poll(() => store.range(keys.read()), { timeout: 60_000 }).toEqual([]);
  const seen = new Map<string, number | undefined>();
  let before: number | undefined;
  do {
    const page = await ask(listAccess, { person: "asha", what: "screen", ...(before ? { before } : {}) });
    for (const entry of page.entries) seen.set(entry.id, entry.deviceAt);
    before = page.next;
  } while (before !== undefined);
  expect(seen.size).toBe(205);
  expect(seen.get(again.id)).toBe(again.at);
  await replica.close();
});
