import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  at,
  diagnostics,
  editField,
  login,
  record,
  register,
  shoot,
  until,
  visit,
  waitForOfflineReady,
} from "./support/app.ts";
import { DESKTOP, PHONE } from "./support/browser.ts";
import { createWorld, PASSWORD, type Seat, type World } from "./support/world.ts";

const dist = join(import.meta.dirname, "../../client/dist");

let world: World;
let phone1: Seat;
let phone2: Seat;
let ward: Seat;

beforeAll(async () => {
  world = await createWorld(dist);
  phone1 = await world.seat("phone-1", PHONE);
  phone2 = await world.seat("phone-2", PHONE);
  ward = await world.seat("ward", DESKTOP);
});
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});

const readingCount = (seat: Seat, patientId: string): Promise<number> =>
  visit(seat.device.page, `${seat.origin}/f/p/${patientId}`)
    .then(() => at(seat.device.page, "reading").first().waitFor({ timeout: 15_000 }))
    .then(() => at(seat.device.page, "reading").count());

test("[CL1][CL2][CL3][RC8] two phones and a ward: offline, killed, back, merged, nothing rewired", async () => {
  // Everybody signs in once with a network; the app is then on the device.
  await login(phone1.device.page, phone1.origin, "asha", PASSWORD);
  await login(phone2.device.page, phone2.origin, "ravi", PASSWORD);
  await login(ward.device.page, ward.origin, "nurse", PASSWORD);
  for (const seat of [phone1, phone2]) await waitForOfflineReady(seat.device.page);

  const shared = await register(phone2.device.page, phone2.origin, {
    name: "Kamala Jadhav",
    sex: "female",
    age: 61,
    phone: "9812300001",
  });
  await until("phone 1 has the patient that phone 2 registered", async () => {
    await visit(phone1.device.page, `${phone1.origin}/f/patients`);
    await at(phone1.device.page, "patient-search").fill("kamla");
    await at(phone1.device.page, "patient-row").first().waitFor({ timeout: 3000 });
    return true;
  });

  // The network is really gone: listeners closed, sockets destroyed. Pages come from the service worker.
  await phone1.network.cut();
  await phone2.network.cut();

  const fresh = await register(phone1.device.page, phone1.origin, {
    name: "Sunita Gaikwad",
    sex: "female",
    age: 34,
  });
  await record(phone1.device.page, phone1.origin, fresh, { heartRate: "82", spo2: "97" });
  await record(phone1.device.page, phone1.origin, fresh, { heartRate: "84", spo2: "96" });
  await editField(phone1.device.page, phone1.origin, shared, "phone", "9812311111");
  await record(phone1.device.page, phone1.origin, shared, { heartRate: "91", spo2: "95" });
  await record(phone1.device.page, phone1.origin, fresh, { heartRate: "118", spo2: "93" });
  // The battery dies the moment the words stand there.
  await phone1.device.kill();

  await editField(phone2.device.page, phone2.origin, shared, "phone", "9812322222");
  await record(phone2.device.page, phone2.origin, shared, { heartRate: "77", spo2: "98" });
  await record(phone2.device.page, phone2.origin, shared, { heartRate: "79", spo2: "99" });

  // Reopened without a network: all there, under the same id, and the app says how many are not sent.
  await phone1.reopen();
  expect(await readingCount(phone1, fresh)).toBe(3);
  expect(await readingCount(phone1, shared)).toBe(1);
  await shoot(phone1.device.page, "phone-patient-offline");
  const before = await diagnostics(phone1.device.page, phone1.origin);
  expect(before.pendingCount).toBe(6);
  expect(Object.keys(before.headsById)).toContain(fresh);

  await phone1.network.restore();
  await phone2.network.restore();
  const seats = [phone1, phone2, ward];
  const converged = await until(
    "both phones and the ward have the same heads and nothing is unsent",
    async () => {
      const all = [];
      for (const seat of seats) all.push(await diagnostics(seat.device.page, seat.origin));
      if (all.some((d) => d.pendingCount > 0)) return undefined;
      const [a, b, c] = all.map((d) => JSON.stringify(Object.entries(d.headsById)));
      return a === b && b === c ? all[0] : undefined;
    },
    120_000,
  );
  // No id changed: what phone 1 made offline is what everybody has.
  for (const id of Object.keys(before.headsById)) expect(Object.keys(converged!.headsById)).toContain(id);

  for (const seat of [phone1, phone2]) {
    expect(await readingCount(seat, fresh)).toBe(3);
    expect(await readingCount(seat, shared)).toBe(3);
    // Written at the same time in two places: both are shown.
    await visit(seat.device.page, `${seat.origin}/f/p/${shared}`);
    await at(seat.device.page, "two-values").waitFor({ timeout: 15_000 });
    const options = await at(seat.device.page, "two-values-option").allInnerTexts();
    expect(options.map((o) => o.replace(/\D/g, "")).sort()).toEqual(["9812311111", "9812322222"]);
  }
  await shoot(phone1.device.page, "phone-two-values");

  // Receipts: every record of phone 1 is with the relay, and the relay says so under its signature.
  await visit(phone1.device.page, `${phone1.origin}/f/sync`);
  await at(phone1.device.page, "record-row").first().waitFor();
  const stages = await at(phone1.device.page, "record-row").evaluateAll((rows) =>
    rows.map((row) => row.getAttribute("data-stage")),
  );
  expect(stages).toHaveLength(6);
  expect(new Set(stages)).toEqual(new Set(["received"]));
  await shoot(phone1.device.page, "phone-records");

  await visit(ward.device.page, `${ward.origin}/w/list`);
  await until("the ward lists both patients", async () =>
    (await at(ward.device.page, "ward-row").count()) >= 2 ? true : undefined,
  );
  await shoot(ward.device.page, "ward-list");
  await visit(ward.device.page, `${ward.origin}/w/p/${shared}`);
  await at(ward.device.page, "ward-history").waitFor();
  await shoot(ward.device.page, "ward-patient");

  // The relay's own log agrees: nothing twice, nothing missing.
  const stats = await world.relay.stats();
  expect(stats.patients).toBe(2);
  expect(stats.readings).toBe(6);
});

test("[CL4] Send now tells the truth: with the network cut it says how many are not sent", async () => {
  const { page } = phone2.device;
  const shared = page.url().split("/f/p/")[1] as string;
  await phone2.network.cut();
  await record(page, phone2.origin, shared, { heartRate: "80", spo2: "97" });
  await visit(page, `${phone2.origin}/f/sync`);
  await at(page, "send-now").click();
  await at(page, "send-outcome").waitFor({ timeout: 60_000 });
  expect(await at(page, "send-outcome").innerText()).toMatch(/1/);
  await shoot(page, "phone-send-now-offline");
  await phone2.network.restore();
  await at(page, "send-now").click();
  await until("the record is with the relay", async () =>
    (await at(page, "record-row").first().getAttribute("data-stage")) === "received" ? true : undefined,
  );
});
