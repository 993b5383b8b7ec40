import * as A from "@automerge/automerge";
import { bytesToHex } from "@arogyasync/shared/bytes";
import {
  type BootstrapDoc,
  type BootstrapRecord,
  bootstrapRecordSchema,
  decodeCbor,
} from "@arogyasync/shared/protocol";
import { docIdFromBytes } from "@arogyasync/shared/records";
import type { ChangeMaker } from "@arogyasync/sync-server/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, MEASURED_AT, type World } from "./relay-world.ts";

let world: World;
let asha: ChangeMaker;
let token: string;
beforeAll(async () => {
  world = await createWorld({}, { compactIdleMs: 3_600_000 });
  asha = await world.addUser("asha", "field");
  const { client, session } = await world.connect(asha);
  token = session.accessToken;
  for (let p = 0; p < 3; p++) {
    const patient = await asha.patient("rampur");
    const changes = [patient];
    for (let i = 0; i < 20; i++) changes.push(await asha.reading(patient.id, MEASURED_AT + i));
    await client.push(await asha.push(changes));
  }
  await client.close();
});
afterAll(() => world.close());

const records = (body: Uint8Array): BootstrapRecord[] => {
  const out: BootstrapRecord[] = [];
  for (let at = 0; at + 4 <= body.length; ) {
    const length = new DataView(body.buffer, body.byteOffset + at).getUint32(0);
    if (at + 4 + length > body.length) break;
    out.push(bootstrapRecordSchema.parse(decodeCbor(body.subarray(at + 4, at + 4 + length))));
    at += 4 + length;
  }
  return out;
};
const get = async (query: string, init: RequestInit = {}) => {
  const response = await fetch(`${world.relay().url}/bootstrap${query}`, {
    ...init,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
  });
  return {
    status: response.status,
    records: response.ok ? records(new Uint8Array(await response.arrayBuffer())) : [],
  };
};
const docs = (all: readonly BootstrapRecord[]) => all.filter((r): r is BootstrapDoc => r.t === "doc");
const headsOf = (doc: BootstrapDoc): string[] => {
  const start = doc.compacted ? A.load<unknown>(doc.compacted) : A.init<unknown>();
  return A.getHeads(doc.changes ? A.loadIncremental(start, doc.changes) : start).sort();
};
const ALL = "?scope=rampur&kind=patient,vitals";

test("[PR20] every document of the scope comes with bytes that give its heads, compacted or not", async () => {
  const before = await get(ALL);
  expect(before.records[0]).toMatchObject({ t: "begin", total: 6 });
  expect(before.records.at(-1)).toEqual({ t: "end", docs: 6 });
  for (const doc of docs(before.records)) {
    expect(headsOf(doc)).toEqual(doc.heads.map(bytesToHex).sort());
    expect(asha.docs.has(docIdFromBytes(doc.doc.id))).toBe(true);
    expect(doc.compacted).toBeUndefined();
  }
  expect(await world.relay().compactNow()).toBe(3);
  const after = await get(ALL);
  const vitals = docs(after.records).filter((d) => d.doc.kind === "vitals");
  expect(vitals.every((d) => d.compacted && d.changes === undefined)).toBe(true);
  for (const doc of docs(after.records)) expect(headsOf(doc)).toEqual(doc.heads.map(bytesToHex).sort());
  expect(docs(after.records).map((d) => d.cursor)).toEqual(docs(before.records).map((d) => d.cursor));
});

test("broken off and resumed it gives the same documents once, with the first asOfSeq", async () => {
  const whole = await get(ALL);
  const header = whole.records[0];
  if (header?.t !== "begin") throw new Error("a header comes first");
  const { client } = await world.connect(asha);
  const patient = await asha.patient("rampur");
  await client.push(await asha.push([patient]));
  await client.close();
  const cut = docs(whole.records)[1];
  const rest = await get(`${ALL}&cursor=${cut?.cursor}&asOfSeq=${header.asOfSeq}`);
  expect(rest.records[0]).toMatchObject({ t: "begin", asOfSeq: header.asOfSeq });
  expect(docs(rest.records).map((d) => d.cursor)).toEqual(
    docs(whole.records)
      .slice(2)
      .map((d) => d.cursor),
  );
});

test("named documents come by POST; foreign scopes and bad requests are refused", async () => {
  const [first] = docs((await get(ALL)).records);
  const id = docIdFromBytes(first?.doc.id ?? new Uint8Array(16));
  const named = await get("", { method: "POST", body: JSON.stringify({ scope: "rampur", docs: [id] }) });
  expect(docs(named.records).map((d) => docIdFromBytes(d.doc.id))).toEqual([id]);
  const foreign = await get("", { method: "POST", body: JSON.stringify({ scope: "sitapur", docs: [id] }) });
  expect(foreign.status).toBe(403);
  expect((await get("?scope=sitapur&kind=patient")).status).toBe(403);
  expect((await get("?scope=rampur&kind=novels")).status).toBe(400);
  expect((await fetch(`${world.relay().url}/bootstrap${ALL}`)).status).toBe(401);
});

test("projections are dropped and rebuilt from the log with the same result", async () => {
  const before = await world.relay().stats();
  expect(before).toMatchObject({ patients: 4, readings: 60, projectionLag: 0 });
  await world.relay().rebuildProjections();
  expect(await world.relay().stats()).toMatchObject({ patients: 4, readings: 60, projectionLag: 0 });
});
