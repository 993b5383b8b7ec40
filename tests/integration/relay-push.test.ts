import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { base64UrlToBytes } from "@arogyasync/shared/bytes";
import { receiptBody, unpackChanges } from "@arogyasync/shared/changes";
import { docIdToBytes } from "@arogyasync/shared/records";
import { createRelay, type Relay } from "@arogyasync/sync-server/app";
import {
  ChangeMaker,
  hashOf,
  login,
  RawClient,
  testConfig,
  testPasswords,
  verifyEd25519,
} from "@arogyasync/sync-server/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

const MEASURED_AT = Date.UTC(2026, 10, 20, 6);
let dir: string;
let relay: Relay;
const asha = new ChangeMaker("asha");
const ravi = new ChangeMaker("ravi");

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "relay-push-"));
  relay = await createRelay(testConfig(dir), { passwords: testPasswords });
  await relay.users.addClinic({ id: "rampur", name: "Rampur" });
  await relay.users.addClinic({ id: "sitapur", name: "Sitapur" });
  for (const [id, clinics] of [
    ["asha", ["rampur"]],
    ["ravi", ["sitapur"]],
  ] as const)
    await relay.users.addUser({ id, name: id, password: "password-1", roles: ["field"], clinics });
});
afterAll(async () => {
  await relay.close();
  rmSync(dir, { recursive: true });
});

const connect = async (maker: ChangeMaker, device = `device-${maker.user}`) => {
  const session = await login(relay.url, maker.keys, maker.user, "password-1", device);
  return { ...(await RawClient.connect(relay.url, session, device)), session };
};

test("[PR8] a push is acknowledged with a receipt that verifies, and repeated pushes are free", async () => {
  const { client, session } = await connect(asha);
  const patient = await asha.patient("rampur");
  const changes = [
    patient,
    await asha.reading(patient.id, MEASURED_AT),
    await asha.reading(patient.id, MEASURED_AT + 60_000),
  ];
  const push = await asha.push(changes);
  const { ack, refused, retried } = await client.push(push);
  expect({ refused, retried }).toEqual({ refused: [], retried: [] });
  const names = changes.map((c) => ({ doc: docIdToBytes(c.id), hash: hashOf(c) }));
  expect(verifyEd25519(base64UrlToBytes(session.relayKey), receiptBody(ack, names), ack.signature)).toBe(
    true,
  );
  const again = await client.push({ ...push, id: 99 });
  expect(again.refused).toEqual([]);
  expect(again.ack.seq).toBe(ack.seq);
  await client.close();
});

test("a subscriber of the clinic receives what another pushed, live", async () => {
  await relay.users.addUser({
    id: "meena",
    name: "Meena",
    password: "password-1",
    roles: ["hospital"],
    clinics: ["rampur"],
  });
  const { client: ward, welcome } = await connect(new ChangeMaker("meena"));
  ward.send({
    t: "subscribe",
    epoch: welcome.epoch,
    wants: [
      { scope: "rampur", kind: "patient", after: welcome.seq },
      { scope: "rampur", kind: "vitals", after: welcome.seq },
    ],
  });
  await ward.next("live");
  expect(ward.frames.map((f) => f.t)).toEqual(["welcome", "live"]);
  const { client } = await connect(asha);
  const patient = await asha.patient("rampur");
  const reading = await asha.reading(patient.id, MEASURED_AT);
  await client.push(await asha.push([patient, reading]));
  const vitals = await ward.until(() => ward.all("changes").find((c) => c.kind === "vitals"), "vitals");
  const unpacked = unpackChanges(new Uint8Array(inflateRawSync(vitals.pack as Uint8Array)));
  expect(unpacked.ok && unpacked.value.map((c) => Buffer.from(c.bytes).toString("hex"))).toContain(
    Buffer.from(reading.bytes).toString("hex"),
  );
  await client.close();
  await ward.close();
});

test("[PR12] what cannot be placed yet is put off, and stored when what it needs has come", async () => {
  const { client } = await connect(asha);
  const patient = await asha.patient("rampur");
  const first = await asha.reading(patient.id, MEASURED_AT);
  const second = await asha.reading(patient.id, MEASURED_AT + 1);
  const early = await client.push(await asha.push([second]));
  expect(early.retried).toEqual([{ index: 0, code: "missing-dep" }]);
  const all = await client.push(await asha.push([patient, first, second]));
  expect({ refused: all.refused, retried: all.retried }).toEqual({ refused: [], retried: [] });
  await client.close();
});

test("[AU1] another clinic's record is refused, and what depends on a refused change with it", async () => {
  const { client: mine } = await connect(asha);
  const { client: theirs } = await connect(ravi);
  const patient = await asha.patient("rampur");
  await mine.push(await asha.push([patient]));
  ravi.docs.set(patient.id, asha.docs.get(patient.id) as never);
  const own = await ravi.patient("sitapur");
  const forbidden = await ravi.reading(patient.id, MEASURED_AT);
  const onTop = await ravi.reading(patient.id, MEASURED_AT + 1);
  const { refused, retried } = await theirs.push(await ravi.push([forbidden, own, onTop]));
  expect(retried).toEqual([]);
  expect(refused.map((r) => [r.index, r.code])).toEqual([
    [0, "not-your-clinic"],
    [2, "not-your-clinic"],
  ]);
  await mine.close();
  await theirs.close();
});
