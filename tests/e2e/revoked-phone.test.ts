import { join } from "node:path";
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
import { DESKTOP, PHONE } from "./support/browser.ts";
import { CLINIC, createWorld, PASSWORD, type Seat, type World } from "./support/world.ts";

const dist = join(import.meta.dirname, "../../client/dist");

let world: World;
let phone: Seat;
let office: Seat;
let ward: Seat;
let other: Seat;
beforeAll(async () => {
  world = await createWorld(dist);
  phone = await world.seat("phone", PHONE);
  office = await world.seat("office", DESKTOP);
  ward = await world.seat("ward", DESKTOP);
  other = await world.seat("other", PHONE);
});
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});

const meera = { userId: "meera", roles: ["admin"], clinics: [CLINIC] } as const;

const databases = (seat: Seat): Promise<string[]> =>
  seat.device.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ""));

test("[QR33] a phone revoked while offline hands in, is emptied, says so; the ward sees what was accepted", async () => {
  await login(phone.device.page, phone.origin, "asha", PASSWORD);
  await waitForOfflineReady(phone.device.page);
  const patient = await register(phone.device.page, phone.origin, {
    name: "Sunita Gaikwad",
    sex: "female",
    age: 34,
  });
  await until("the patient is with the relay", async () =>
    (await world.relay.stats()).patients === 1 ? true : undefined,
  );
  await phone.network.cut();
  for (const heartRate of ["82", "118", "96"])
    await record(phone.device.page, phone.origin, patient, { heartRate, spo2: "97" });
  const { pendingCount } = await diagnostics(phone.device.page, phone.origin);
  expect(pendingCount).toBe(3);
  expect(await databases(phone)).toContain("arogya-vaults");
  const { deviceId } = await phone.device.page.evaluate(
    () => JSON.parse(localStorage.getItem("arogya-marker") ?? "{}") as { deviceId: string },
  );
  // Meanwhile the administrator hears that it was stolen.
  const { page } = office.device;
  await login(page, office.origin, "meera", PASSWORD);
  await visit(page, `${office.origin}/d`);
  await at(page, `revoke-open-${deviceId}`).click();
  await at(page, "revoke-reason").fill("stolen on the bus");
  await at(page, "revoke-id").fill(deviceId);
  await shoot(page, "revoke-dialog");
  await at(page, "revoke-confirm").click();
  await at(page, "revoke-done").waitFor({ timeout: 30_000 });
  await at(page, "revoke-close").click();

  // A second tab has the same records open.
  const second = await phone.device.context.newPage();
  await second.goto(`${phone.origin}/f`);
  await at(second, "today-record").waitFor({ timeout: 60_000 });
  await phone.network.restore();
  await at(second, "leaving-gone").waitFor({ timeout: 60_000 });
  await second.close();
  await phone.device.page.bringToFront();
  await at(phone.device.page, "leaving-gone").waitFor({ timeout: 60_000 });
  await shoot(phone.device.page, "phone-emptied");
  expect(await at(phone.device.page, "leaving-gone").innerText()).toMatch(/^3 records/);
  expect(await databases(phone)).toEqual(["departure-note"]);
  expect(await world.relay.stats()).toMatchObject({ readings: 0, salvage: 3 });

  // Nothing of it is in anybody's record before the administrator has looked at it.
  await visit(page, `${office.origin}/admin/quarantine`);
  await at(page, "quarantine-item").first().waitFor({ timeout: 30_000 });
  expect(await at(page, "quarantine-item").count()).toBe(3);
  expect(new Set(await at(page, "quarantine-author").allInnerTexts())).toEqual(
    new Set(["written by Asha (test)"]),
  );
  await shoot(page, "quarantine-open");
  await at(page, "quarantine-accept-all").click();
  await at(page, "quarantine-reason").fill("spoke with Asha: her visits of this morning");
  await shoot(page, "quarantine-dialog");
  await at(page, "quarantine-confirm").click();
  await at(page, "quarantine-results").waitFor({ timeout: 30_000 });
  await shoot(page, "quarantine-results");
  await at(page, "quarantine-done").click();
  await until("the relay has the three readings", async () =>
    (await world.relay.stats()).readings === 3 ? true : undefined,
  );
  await visit(page, `${office.origin}/d`);
  await at(page, "wipe-row").first().waitFor({ timeout: 30_000 });
  await shoot(page, "devices-after");
  await login(ward.device.page, ward.origin, "nurse", PASSWORD);
  await visit(ward.device.page, `${ward.origin}/w/p/${patient}`);
  await at(ward.device.page, "ward-history").waitFor({ timeout: 60_000 });
  await shoot(ward.device.page, "ward-after-accepting");
  await ward.device.page
    .getByRole("button", { name: "Table" })
    .or(ward.device.page.getByText("Table", { exact: true }))
    .first()
    .click();
  await until("the ward shows their true author", async () =>
    (await ward.device.page.getByText(/asha/i).count()) >= 3 ? true : undefined,
  );
  const book = await world.relay.revocations.list(meera);
  expect(book.wipes).toMatchObject([{ device: deviceId, user: "asha", handedIn: 3, lost: 0 }]);
  // The same browser opened again: nothing is left.
  // Put away at once.
  await phone.device.kill();
  await phone.reopen();
  await phone.device.page.goto(phone.origin);
  await at(phone.device.page, "leaving-gone").waitFor({ timeout: 30_000 });
  await at(phone.device.page, "leaving-done").click();
  await at(phone.device.page, "login-user").waitFor({ timeout: 30_000 });
  expect(await at(phone.device.page, "storage-problem").count()).toBe(0);
  expect(await databases(phone)).toEqual(["arogya-vaults"]); // empty again: the device's new id
});

test("[QR36] control: a device that is wiped without handing in loses its readings, and says how many", async () => {
  const { page } = other.device;
  await login(page, other.origin, "ravi", PASSWORD);
  await waitForOfflineReady(page);
  const patient = await register(page, other.origin, { name: "Mohan Pawar", sex: "male", age: 51 });
  await until("the patient is with the relay", async () =>
    (await world.relay.stats()).patients === 2 ? true : undefined,
  );
  const before = (await world.relay.stats()).readings;
  await other.network.cut();
  await record(page, other.origin, patient, { heartRate: "77", spo2: "98" });
  await visit(page, `${other.origin}/s`);
  await at(page, "wipe-open").click();
  expect(await at(page, "wipe-unsent").innerText()).toMatch(/^1 record/);
  await at(page, "wipe-word").fill("WIPE");
  await at(page, "wipe-confirm").click();
  // Nothing goes while it cannot be handed in …
  await at(page, "wipe-failed").waitFor({ timeout: 60_000 });
  expect(await databases(other)).toContain("arogya-vaults");
  await shoot(page, "wipe-failed");
  // … unless the person insists.
  await at(page, "wipe-word").fill("WIPE");
  await at(page, "wipe-lose").click();
  await at(page, "leaving-gone").waitFor({ timeout: 60_000 });
  await shoot(page, "wiped-by-hand");
  expect(await at(page, "leaving-gone").innerText()).toMatch(/1 record could not be handed in and is lost/);
  expect(await databases(other)).toEqual(["departure-note"]);
  await other.network.restore();
  await until(
    "the relay is told",
    async () =>
      (await world.relay.revocations.list(meera)).wipes.some((w) => w.cause === "person") ? true : undefined,
    120_000,
  );
  const wipe = (await world.relay.revocations.list(meera)).wipes.find((w) => w.cause === "person");
  expect(wipe).toMatchObject({ user: "ravi", handedIn: 0, lost: 1 });
  const after = await world.relay.stats();
  expect([after.readings, after.salvage]).toEqual([before, 3]);
});
