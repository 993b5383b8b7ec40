import {
  type Endpoint,
  listAccess,
  listEmergencies,
  listQuarantine,
  lookUpPatient,
  openEmergency,
  readEmergency,
  reviewEmergency,
} from "@arogyasync/shared/api";
import { editIdentifier, editIdentity, type PatientDoc } from "@arogyasync/shared/records";
import { type ChangeMaker, login, type MadeChange } from "@arogyasync/sync-server/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createWorld, MEASURED_AT, PASSWORD, type World } from "./relay-world.ts";

let world: World;
let asha: ChangeMaker;
let doctor: ChangeMaker;
let rampurBoss: ChangeMaker;
let sitapurBoss: ChangeMaker;
let patient: MadeChange;

beforeAll(async () => {
  world = await createWorld();
  asha = await world.addUser("asha", "field");
  doctor = await world.addUser("doctor", "hospital", ["sitapur"]);
  rampurBoss = await world.addUser("rampur-boss", "admin");
  sitapurBoss = await world.addUser("sitapur-boss", "admin", ["sitapur"]);
  const { client } = await world.connect(asha);
  patient = await asha.patient("rampur", "Lakshmi Venkataraman");
  const rest = [
    await asha.edit<PatientDoc>(patient.address, patient.id, (d) => {
      editIdentity(d, { phone: "98123 77001", village: "Wadgaon", sex: "female" });
      editIdentifier(d, "abha", "91-1234-5678-9012");
    }),
    await asha.reading(patient.id, MEASURED_AT, 131),
    await asha.reading(patient.id, MEASURED_AT + 60_000, 132),
  ];
  await client.push(await asha.push([patient, ...rest]));
  await client.close();
});
afterAll(() => world.close());

const ask = async <Q, A>(who: ChangeMaker, endpoint: Endpoint<Q, A>, request: Q) => {
  const { accessToken } = await login(world.relay().url, who.keys, who.user, PASSWORD, `desk-${who.user}`);
  const response = await fetch(`${world.relay().url}${endpoint.path}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${accessToken}`, "Content-Type": "application/json" },
    body: JSON.stringify(request),
  });
  const body = (await response.json()) as A & { code?: string };
  return { status: response.status, body };
};
const find = async (query: string, who = doctor) => (await ask(who, lookUpPatient, { query })).body;
const emergency = (note = "brought in by ambulance") =>
  ask(doctor, openEmergency, { patient: patient.id, cause: "unconscious", note });

test("[TR40] finds a patient of another clinic by phone, number or the sound of the name: as much as tells who it is", async () => {
  for (const query of ["+91 9812377001", "91123456789012", "Laxmi Venkatraman", "lakshmi"]) {
    const { hits, isCut } = await find(query);
    expect([query, hits.length, isCut]).toEqual([query, 1, false]);
    expect(hits[0]).toEqual({
      patient: patient.id,
      name: "Lakshmi Venkataraman",
      sex: "female",
      village: "Wadgaon",
      clinics: ["rampur"],
      isOwn: false,
    });
  }
  expect((await find("9812377002")).hits).toEqual([]);
  expect((await find("77001")).hits).toEqual([]);
  expect((await find("Suresh")).hits).toEqual([]);
  expect(await find("La")).toMatchObject({ code: "query-too-short" });
  expect((await ask(asha, lookUpPatient, { query: "lakshmi" })).status).toBe(403);
  const { entries } = (await ask(rampurBoss, listAccess, { patient: patient.id, what: "lookup" })).body;
  expect(entries.map((e) => [e.person, e.purpose])).toEqual(Array(4).fill(["doctor", "BTG"]));
});

test("[TR40] opens only with a reason, only others' patients, and for an hour", async () => {
  expect(await ask(doctor, readEmergency, { patient: patient.id })).toMatchObject({ status: 403 });
  expect((await emergency(" ")).body.code).toBe("reason-needed");
  const own = { patient: patient.id, cause: "other", note: "just looking" } as const;
  expect((await ask(rampurBoss, openEmergency, own)).body.code).toBe("own-patient");
  expect((await ask(doctor, openEmergency, { ...own, patient: "nobody" })).body.code).toBe("unknown-patient");
  const { status, body } = await emergency();
  expect(status).toBe(200);
  expect(body).toMatchObject({ patient: patient.id, clinics: ["rampur"], careConsent: "none", isCut: false });
  expect(body.identity).toMatchObject({ name: "Lakshmi Venkataraman" });
  expect(body.readings.map((r) => [r.values["heartRate"], r.state])).toEqual([
    [132, "current"],
    [131, "current"],
  ]);
  const again = (await ask(doctor, readEmergency, { patient: patient.id })).body;
  expect(Math.abs(again.untilMs - body.untilMs)).toBeLessThan(1_000);
  const [entry] = (await ask(rampurBoss, listAccess, { patient: patient.id, what: "break-glass" })).body
    .entries;
  expect(entry).toMatchObject({
    person: "doctor",
    purpose: "BTG",
    device: "desk-doctor",
    reason: "unconscious: brought in by ambulance",
  });
  // Nothing else was opened: the documents stay where they are.
  const { accessToken } = await login(world.relay().url, doctor.keys, "doctor", PASSWORD, "desk-doctor");
  const bootstrap = await fetch(`${world.relay().url}/bootstrap?scope=rampur&kind=patient`, {
    headers: { Authorization: `Bearer ${accessToken}` },
  });
  expect(bootstrap.status).toBe(403);
});

test("[TR42] waits on top for the administrators of both clinics until one who did not make it has looked", async () => {
  const waitingFor = async (who: ChangeMaker) => (await ask(who, listEmergencies, {})).body.entries;
  const [ours] = await waitingFor(rampurBoss);
  expect(ours).toMatchObject({ person: "doctor", what: "break-glass", patients: [patient.id] });
  expect((await waitingFor(sitapurBoss)).map((e) => e.no)).toEqual([ours?.no]);
  const no = ours?.no ?? 0;
  const review = (who: ChangeMaker, note = "called the ward: was right") =>
    ask(who, reviewEmergency, { no, note });
  expect((await review(doctor)).status).toBe(403);
  expect((await review(rampurBoss, "")).body.code).toBe("reason-needed");
  expect((await ask(rampurBoss, reviewEmergency, { no: no + 1_000, note: "fine" })).body.code).toBe(
    "not-found",
  );
  expect((await review(rampurBoss)).body.review).toMatchObject({ no, by: "rampur-boss" });
  expect((await review(sitapurBoss)).body.code).toBe("already-reviewed");
  expect(await waitingFor(sitapurBoss)).toEqual([]);
  const { body } = await ask(sitapurBoss, listAccess, { what: "break-glass" });
  expect(body.reviews).toMatchObject([{ no, by: "rampur-boss", note: "called the ward: was right" }]);
  expect(body.people).toEqual({ doctor: "doctor", "rampur-boss": "rampur-boss" });
  // An administrator who opened one cannot wave it through.
  const own = { patient: patient.id, cause: "transfer", note: "moved to our ward" } as const;
  expect((await ask(sitapurBoss, openEmergency, own)).status).toBe(200);
  const [mine] = await waitingFor(sitapurBoss);
  expect((await ask(sitapurBoss, reviewEmergency, { no: mine?.no ?? 0, note: "fine" })).body.code).toBe(
    "own-emergency",
  );
});

test("[TR43] reading what lies in quarantine about a patient is logged", async () => {
  const { client } = await world.connect(doctor);
  const stray = await doctor.patient("rampur", "Stray");
  const { refused } = await client.push(await doctor.push([stray]));
  expect(refused.map((r) => r.code)).toEqual(["not-your-clinic"]);
  await client.close();
  const reads = async () =>
    (await ask(rampurBoss, listAccess, { patient: stray.id, person: "rampur-boss" })).body.entries;
  expect(await reads()).toEqual([]);
  expect((await ask(rampurBoss, listQuarantine, { state: "open" })).body.items).toHaveLength(1);
  expect((await reads()).map((e) => [e.what, e.reason, e.purpose])).toEqual([
    ["api", "quarantine", "HSYSADMIN"],
  ]);
});

test("[TR41] after the hour a reason is asked for again; searching without end is not possible", async () => {
  await emergency();
  const now = Date.now;
  vi.spyOn(Date, "now").mockImplementation(() => now() + 61 * 60_000);
  try {
    expect((await ask(doctor, readEmergency, { patient: patient.id })).body.code).toBe("emergency-over");
    expect((await emergency("still here")).status).toBe(200);
    let code: string | undefined;
    for (let i = 0; i < 32 && code === undefined; i++)
      ({ code } = (await ask(doctor, lookUpPatient, { query: "nobody at all" })).body);
    expect(code).toBe("too-many-lookups");
  } finally {
    vi.restoreAllMocks();
  }
});
