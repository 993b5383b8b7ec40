import { inflateRawSync } from "node:zlib";
import { unpackChanges } from "@arogyasync/shared/changes";
import { type DocKind } from "@arogyasync/shared/records";
import type { Changes } from "@arogyasync/shared/protocol";
import { readChange } from "@arogyasync/shared/changes";
import type { ChangeMaker, MadeChange, RawClient } from "@arogyasync/sync-server/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, MEASURED_AT, type World } from "./relay-world.ts";

let world: World;
let asha: ChangeMaker;
let meena: ChangeMaker;
beforeAll(async () => {
  world = await createWorld();
  asha = await world.addUser("asha", "field", ["rampur", "sitapur"]);
  meena = await world.addUser("meena", "hospital");
});
afterAll(() => world.close());

const wants = (after: number, scope = "rampur", kinds: DocKind[] = ["patient", "vitals"]) =>
  kinds.map((kind) => ({ scope, kind, after }));
const hashesOf = (frame: Changes): string[] => {
  if (!frame.pack) return [];
  const unpacked = unpackChanges(new Uint8Array(inflateRawSync(frame.pack)));
  if (!unpacked.ok) throw new Error(unpacked.error);
  return unpacked.value.map((c) => ("error" in c ? c.error : c.header.hashHex));
};
const hashHex = (change: MadeChange): string => {
  const header = readChange(change.bytes);
  return header.ok ? header.value.hashHex : header.error;
};
const received = (client: RawClient): string[] => client.all("changes").flatMap(hashesOf);

test("from cursor 0 everything comes in order and ends in live; with the kept cursors a reconnect is two frames", async () => {
  const { client } = await world.connect(asha);
  const made: MadeChange[] = [];
  for (let i = 0; i < 5; i++) {
    const patient = await asha.patient("rampur");
    made.push(patient, await asha.reading(patient.id, MEASURED_AT + i));
  }
  await client.push(await asha.push(made));
  const { client: ward, welcome } = await world.connect(meena);
  ward.send({ t: "subscribe", epoch: welcome.epoch, wants: wants(0) });
  const live = await ward.next("live");
  expect(received(ward)).toEqual(expect.arrayContaining(made.map(hashHex)));
  for (const frame of ward.all("changes")) {
    expect(frame.rows.length).toBe(hashesOf(frame).length);
    expect(
      frame.rows.every(([seq, author]) => seq <= frame.upTo && frame.authors[author] !== undefined),
    ).toBe(true);
  }
  await ward.close();
  const again = await world.connect(meena);
  again.client.send({ t: "subscribe", epoch: welcome.epoch, wants: wants(live.seq) });
  await again.client.next("live");
  expect(again.client.frames.map((f) => f.t)).toEqual(["welcome", "live"]);
  await again.client.close();
  await client.close();
});

test("own pushes are not echoed: only the cursor moves", async () => {
  const { client, welcome } = await world.connect(asha);
  client.send({ t: "subscribe", epoch: welcome.epoch, wants: wants(welcome.seq) });
  await client.next("live");
  const patient = await asha.patient("rampur");
  const { ack } = await client.push(await asha.push([patient]));
  const moved = await client.next("changes");
  expect(moved).toMatchObject({ upTo: ack.seq, docs: [], rows: [], authors: [] });
  expect(moved.pack).toBeUndefined();
  await client.close();
});

test("[AU70] a scope or kind that one may not read is refused, and the connection goes on", async () => {
  const { client, welcome } = await world.connect(meena);
  client.send({ t: "subscribe", epoch: welcome.epoch, wants: wants(0, "sitapur") });
  expect(await client.next("failure")).toMatchObject({ code: "scope-refused", fatal: false });
  client.send({ t: "subscribe", epoch: welcome.epoch, wants: wants(0) });
  await client.next("live");
  await client.close();
});

test("cursors of another epoch mean nothing: everything is sent again", async () => {
  const { client, welcome } = await world.connect(meena);
  expect(welcome.seq).toBeGreaterThan(0);
  client.send({ t: "subscribe", epoch: new Uint8Array(16), wants: wants(welcome.seq) });
  await client.next("live");
  expect(received(client).length).toBeGreaterThan(0);
  await client.close();
});

test("a patient newly shared with a clinic is announced there, and later changes follow", async () => {
  const nurse = await world.addUser("nila", "hospital", ["sitapur"]);
  const { client: sitapur, welcome } = await world.connect(nurse);
  sitapur.send({ t: "subscribe", epoch: welcome.epoch, wants: wants(welcome.seq, "sitapur") });
  await sitapur.next("live");
  const { client } = await world.connect(asha);
  const patient = await asha.patient("rampur");
  await client.push(await asha.push([patient, await asha.reading(patient.id, MEASURED_AT)]));
  await client.push(await asha.push([await asha.addCareSite(patient.id, "sitapur")]));
  await sitapur.until(() => (sitapur.all("announce").length === 2 ? true : undefined), "announce");
  expect(
    sitapur
      .all("announce")
      .map((a) => a.kind)
      .sort(),
  ).toEqual(["patient", "vitals"]);
  expect(sitapur.all("announce").every((a) => a.docs.length === 1)).toBe(true);
  const later = await asha.reading(patient.id, MEASURED_AT + 1);
  await client.push(await asha.push([later]));
  await sitapur.until(
    () => (received(sitapur).includes(hashHex(later)) ? true : undefined),
    "the later reading",
  );
  await client.close();
  await sitapur.close();
});

test("an erasure reaches subscribers as tombstones and the backup's reach as a receipt", async () => {
  const { client } = await world.connect(asha);
  const patient = await asha.patient("rampur");
  await client.push(await asha.push([patient, await asha.reading(patient.id, MEASURED_AT)]));
  const { client: ward, welcome } = await world.connect(meena);
  ward.send({ t: "subscribe", epoch: welcome.epoch, wants: wants(welcome.seq) });
  await ward.next("live");
  const by = { principal: { userId: "boss", roles: ["admin"], clinics: ["rampur"] }, device: "" } as const;
  const order = { patient: patient.id, reason: "asked for by the patient", confirm: patient.id };
  expect((await world.relay().erasures.erase(order, by)).ok).toBe(true);
  await ward.until(() => (ward.all("tombstone").length === 2 ? true : undefined), "tombstones");
  await world.relay().setBackedUpSeq(3);
  expect((await ward.next("receipt")).backedUpSeq).toBe(3);
  await client.close();
  await ward.close();
});

test("a restart keeps the log, the epoch and the cursors", async () => {
  const { client, welcome } = await world.connect(asha);
  const patient = await asha.patient("rampur");
  const { ack } = await client.push(await asha.push([patient]));
  await world.restart();
  expect(await client.whenClosed()).toMatchObject({ code: 1001 });
  const after = await world.connect(meena);
  expect(after.welcome.seq).toBe(ack.seq);
  expect(Buffer.from(after.welcome.epoch)).toEqual(Buffer.from(welcome.epoch));
  after.client.send({ t: "subscribe", epoch: welcome.epoch, wants: wants(ack.seq - 1) });
  await after.client.next("live");
  expect(received(after.client)).toEqual([hashHex(patient)]);
  await after.client.close();
});
