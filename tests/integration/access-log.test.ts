import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type OwnRead, ownReadBody } from "@arogyasync/shared/access";
import {
  type Endpoint,
  listAccess,
  reportReads,
  type SignedRead,
  verifyAccess,
} from "@arogyasync/shared/api";
import { bytesToBase64Url } from "@arogyasync/shared/bytes";
import { ChangeMaker, generateKeyPair, keySession, login } from "@arogyasync/sync-server/testing";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, MEASURED_AT, PASSWORD, type World } from "./relay-world.ts";

let world: World;
let asha: ChangeMaker;
let ravi: ChangeMaker;
let elsewhere: ChangeMaker;
const tokens = new Map<string, string>();
let patient: string;

beforeAll(async () => {
  world = await createWorld();
  asha = await world.addUser("asha", "field");
  ravi = await world.addUser("ravi", "field");
  elsewhere = await world.addUser("kavita", "field", ["sitapur"]);
  for (const [id, role, clinics] of [
    ["admin", "admin", ["rampur"]],
    ["auditor", "auditor", ["rampur"]],
    ["admin2", "admin", ["sitapur"]],
  ] as const) {
    const maker = await world.addUser(id, role, [...clinics]);
    tokens.set(id, (await login(world.relay().url, maker.keys, id, PASSWORD, `device-${id}`)).accessToken);
  }
  const { client, session } = await world.connect(asha);
  tokens.set("asha", session.accessToken);
  const made = await asha.patient("rampur", "Lakshmi Planted");
  patient = made.id;
  await client.push(await asha.push([made, await asha.reading(made.id, MEASURED_AT)]));
  await client.close();
});
afterAll(() => world.close());

const ask = async <Q, A>(who: string, endpoint: Endpoint<Q, A>, request: Q) => {
  const response = await fetch(`${world.relay().url}${endpoint.path}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${tokens.get(who)}`, "Content-Type": "application/json" },
    body: JSON.stringify(request),
  });
  const body = (await response.json()) as A & { code?: string };
  return { status: response.status, body };
};
let made = 0;
const signedRead = async (maker: ChangeMaker, change: Partial<OwnRead> = {}): Promise<SignedRead> => {
  const read: OwnRead = {
    id: String(++made).padStart(22, "R"),
    at: MEASURED_AT,
    person: maker.user,
    patient,
    what: "screen",
    purpose: "CAREMGT",
    reason: "",
    ...change,
  };
  return {
    read,
    key: bytesToBase64Url(maker.keys.publicKey),
    signature: bytesToBase64Url(await maker.keys.sign(ownReadBody(read))),
  };
};
const list = async (who: string, query: Parameters<typeof listAccess.request.parse>[0] = {}) =>
  (await ask(who, listAccess, query as never)).body.entries;

test("[TR6] a patient's documents that go to a person's device are logged before they go: live and by first sync", async () => {
  const { client, welcome } = await world.connect(ravi);
  client.send({
    t: "subscribe",
    epoch: welcome.epoch,
    wants: [
      { scope: "rampur", kind: "patient", after: 0 },
      { scope: "rampur", kind: "vitals", after: 0 },
    ],
  });
  await client.next("changes");
  const [entry] = await list("admin", { patient, person: "ravi" });
  expect(entry).toMatchObject({
    what: "delivery",
    person: "ravi",
    patients: [patient],
    purpose: "CAREMGT",
    device: "device-ravi",
    roles: ["field"],
  });
  await client.close();
  const before = (await list("admin", { person: "asha", what: "delivery" })).length;
  const body = await fetch(`${world.relay().url}/bootstrap?scope=rampur&kind=patient,vitals`, {
    headers: { Authorization: `Bearer ${tokens.get("asha")}` },
  });
  await body.arrayBuffer();
  const after = await list("admin", { person: "asha", what: "delivery" });
  expect(after.length).toBe(before + 1);
  expect(after[0]?.patients).toContain(patient);
});

test("[TR6] a carrier's fetching is nobody's read; an insurer's is", async () => {
  const fetchAs = async (role: "importer" | "insurance") => {
    const keys = generateKeyPair();
    const added = await world.relay().users.addServiceKey({
      id: role,
      name: role,
      roles: [role],
      clinics: ["*"],
      publicKey: keys.publicKey,
    });
    expect(added.ok).toBe(true);
    const { accessToken } = await keySession(world.relay().url, keys);
    const response = await fetch(`${world.relay().url}/bootstrap?scope=rampur&kind=patient`, {
      headers: { Authorization: `Bearer ${accessToken}` },
    });
    await response.arrayBuffer();
    expect(response.status).toBe(200);
  };
  await fetchAs("importer");
  expect(await list("admin", { person: "importer" })).toEqual([]);
});

test("[TR4] what a device saw reaches the log once, with both times, under its reader's name", async () => {
  const read = await signedRead(asha, { reason: "check" });
  for (let i = 0; i < 2; i++) {
    const { status, body } = await ask("asha", reportReads, { reads: [read] });
    expect([status, body.done]).toEqual([200, [read.read.id]]);
  }
  const found = (await list("auditor", { patient, what: "screen" })).filter((e) => e.id === read.read.id);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    person: "asha",
    device: "device-asha",
    deviceAt: MEASURED_AT,
    purpose: "CAREMGT",
    reason: "check",
  });
  expect(found[0]?.at).toBeGreaterThan(MEASURED_AT);
  expect(found[0]).not.toHaveProperty("courier");
});

test("[TR4] on a shared phone the reader stays the reader, and who brought it is named", async () => {
  const read = await signedRead(ravi);
  await ask("asha", reportReads, { reads: [read] });
  const [entry] = (await list("admin", { person: "ravi" })).filter((e) => e.id === read.read.id);
  expect(entry).toMatchObject({ person: "ravi", device: "device-ravi", courier: "asha" });
});

test("[TR4] an entry that its reader did not sign blames nobody: it is logged as unproved under who brought it", async () => {
  const forged = { ...(await signedRead(asha)), read: { ...(await signedRead(asha)).read, person: "ravi" } };
  const unknown = await signedRead(new ChangeMaker("asha"));
  const { body } = await ask("asha", reportReads, { reads: [forged, unknown] });
  expect(body.done).toHaveLength(2);
  const entries = await list("admin", { what: "unproved" });
  expect(entries.map((e) => [e.person, e.reason.split(" ")[1]])).toEqual([
    ["asha", "key"],
    ["asha", "signature"],
  ]);
  expect((await list("admin", { person: "ravi" })).map((e) => e.id)).not.toContain(forged.read.id);
});

test("[TR5] who may look, and how far: other roles not at all, other clinics' people and patients not", async () => {
  expect((await ask("asha", listAccess, {})).status).toBe(403);
  expect((await ask("asha", verifyAccess, {})).status).toBe(403);
  expect(await list("admin2", { patient })).toEqual([]);
  expect(await list("admin2", { person: "asha" })).toEqual([]);
  const own = await login(world.relay().url, elsewhere.keys, "kavita", PASSWORD, "device-kavita");
  tokens.set("kavita", own.accessToken);
  await ask("kavita", reportReads, { reads: [await signedRead(elsewhere)] });
  // Somebody of theirs read a patient of ours: both sides see it.
  expect((await list("admin2", { person: "kavita" }))[0]?.patients).toEqual([patient]);
  expect((await list("admin", { person: "kavita" }))[0]?.patients).toEqual([patient]);
});

test("[TR5] pages by cursor give every entry once", async () => {
  const reads = await Promise.all(Array.from({ length: 25 }, () => signedRead(asha)));
  await ask("asha", reportReads, { reads });
  const seen: number[] = [];
  let before: number | undefined;
  do {
    const { body } = await ask("admin", listAccess, { limit: 7, ...(before ? { before } : {}) });
    seen.push(...body.entries.map((e) => e.no));
    before = body.next;
  } while (before !== undefined);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual(seen.toSorted((a, b) => b - a));
  const { body } = await ask("admin", verifyAccess, {});
  expect(body.entries).toBeGreaterThanOrEqual(seen.length);
});

test("[TR1] no name and no reading is in the log; [TR3] a row changed in the file is found over the API", async () => {
  const { body: before } = await ask("auditor", verifyAccess, {});
  expect(before).toMatchObject({ intact: true });
  const db = new Database(join(world.dir, "relay.sqlite"));
  const all = db.prepare("SELECT group_concat(body) AS text FROM access_log").get() as { text: string };
  expect(all.text).toContain(patient);
  expect(all.text).not.toMatch(/Lakshmi|Planted|heartRate/);
  db.exec("DROP TRIGGER access_log_final");
  db.exec(`UPDATE access_log SET body = replace(body, '"asha"', '"ravi"') WHERE no = 2`);
  db.close();
  const { body: after } = await ask("auditor", verifyAccess, {});
  expect(after.intact).toBe(false);
  expect(after.fault?.no).toBe(2);
  // The head that was kept beside the database is a plain line.
  expect(readFileSync(join(world.dir, "access-log.head"), "utf8")).toMatch(/^\d+ [0-9a-f]{64}\n$/);
});

test("[TR3] an auditor's own head is looked for", async () => {
  const { body } = await ask("auditor", verifyAccess, {
    expected: { no: 1, hash: bytesToBase64Url(new Uint8Array(32)) },
  });
  expect(body.intact).toBe(false);
});
