import { join } from "node:path";
import { listErasures } from "@arogyasync/shared/api";
import { patientCode } from "@arogyasync/shared/records";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  at,
  diagnostics,
  login,
  record,
  register,
  shoot,
  until,
  visit,
  waitForOfflineReady,
} from "./support/app.ts";
import { askAs } from "./support/ask.ts";
import { DESKTOP, PHONE } from "./support/browser.ts";
import { createWorld, PASSWORD, type Seat, type World } from "./support/world.ts";

let world: World;
let phone: Seat;
let ward: Seat;
let desk: Seat;

beforeAll(async () => {
  world = await createWorld(join(import.meta.dirname, "../../client/dist"));
  phone = await world.seat("phone", PHONE);
  ward = await world.seat("ward", DESKTOP);
  desk = await world.seat("desk", DESKTOP);
});
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});

const wardNames = (): Promise<string> => ward.device.page.locator("main#main").innerText();
const devices = async (patient: string) => {
  const { erasures } = await askAs(world, "meera", listErasures, {});
  return erasures.find((e) => e.patient === patient)?.devices ?? [];
};

test("[TR30][TR35][TR36] an erased patient leaves an open browser, and stays gone when an offline phone comes back with unsent readings", async () => {
  const { page } = phone.device;
  await login(page, phone.origin, "asha", PASSWORD);
  await waitForOfflineReady(page);
  const patient = await register(page, phone.origin, { name: "Zarafshan Quill", sex: "female", age: 44 });
  const other = await register(page, phone.origin, { name: "Kamala Jadhav", sex: "female", age: 61 });
  await record(page, phone.origin, patient, { heartRate: "82", spo2: "97" });
  await login(ward.device.page, ward.origin, "nurse", PASSWORD);
  await visit(ward.device.page, `${ward.origin}/w/list`);
  await until("the ward lists both", async () =>
    (await at(ward.device.page, "ward-row").count()) === 2 ? true : undefined,
  );
  expect(await wardNames()).toContain("Zarafshan");

  // The phone is away, and its person goes on working: about this patient, and about another.
  await phone.network.cut();
  await record(page, phone.origin, patient, { heartRate: "91", spo2: "95" });
  await record(page, phone.origin, other, { heartRate: "77", spo2: "98" });
  expect((await diagnostics(page, phone.origin)).pendingCount).toBe(2);

  // The administrator erases on the screen: finds, looks, says why, types the code.
  const admin = desk.device.page;
  await login(admin, desk.origin, "meera", PASSWORD);
  await until("the administrator's device has the patient", async () => {
    await visit(admin, `${desk.origin}/admin/erasures`);
    await at(admin, "erase-patient").fill("zarafshan");
    await at(admin, "erase-patient-hit").first().click({ timeout: 3_000 });
    return true;
  });
  await at(admin, "erase-reason").fill("Asked for in writing on 3 May");
  await at(admin, "erase-code").fill("AAAA-2222");
  expect(await at(admin, "erase-do").isEnabled()).toBe(false);
  await at(admin, "erase-code").fill(patientCode(patient));
  await shoot(admin, "erase-confirm");
  await at(admin, "erase-do").click();
  await at(admin, `erasure-${patient}`).waitFor({ timeout: 60_000 });

  // Nobody touched the ward's page: the patient leaves it by itself.
  await until("the ward's open page has one patient", async () =>
    (await at(ward.device.page, "ward-row").count()) === 1 ? true : undefined,
  );
  expect(await wardNames()).not.toContain("Zarafshan");

  await phone.network.restore();
  await until(
    "the phone has said that it is erased there",
    async () => {
      const mine = (await devices(patient)).find((d) => d.person === "Asha (test)");
      return mine?.state === "done" ? true : undefined;
    },
    120_000,
  );
  const after = await diagnostics(page, phone.origin);
  expect(after.pendingCount).toBe(0);
  expect(Object.keys(after.headsById)).not.toContain(patient);
  await visit(page, `${phone.origin}/f/patients`);
  await at(page, "patient-row").first().waitFor();
  expect(await page.locator("main#main").innerText()).not.toContain("Zarafshan");
  await visit(page, `${phone.origin}/f/p/${patient}`);
  await page.getByText("This patient is not on this device.").waitFor({ timeout: 20_000 });

  // The other patient's reading came through; of the erased one nothing did, and nothing lies in quarantine.
  await until("one patient, one reading", async () => {
    const { patients, readings, salvage } = await world.relay.stats();
    return patients === 1 && readings === 1 && salvage === 0 ? true : undefined;
  });
  await visit(ward.device.page, `${ward.origin}/w/list`);
  await at(ward.device.page, "ward-row").first().waitFor();
  expect(await wardNames()).not.toContain("Zarafshan");
  await visit(admin, `${desk.origin}/admin/erasures`);
  await at(admin, "holder-done").first().waitFor();
  expect((await devices(patient)).map((d) => d.state)).toEqual(["done", "done", "done"]);
  await shoot(admin, "erase-receipts");
});
