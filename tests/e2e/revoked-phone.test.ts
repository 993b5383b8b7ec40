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
  waitForOfflineReady,
} from "./support/app.ts";
import { PHONE } from "./support/browser.ts";
import { CLINIC, createWorld, PASSWORD, type Seat, type World } from "./support/world.ts";

const dist = join(import.meta.dirname, "../../client/dist");

let world: World;
let phone: Seat;
beforeAll(async () => {
  world = await createWorld(dist);
  phone = await world.seat("phone", PHONE);
});
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});

const meera = { userId: "meera", roles: ["admin"], clinics: [CLINIC] } as const;

const databases = (seat: Seat): Promise<string[]> =>
  seat.device.page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? ""));

test("[QR33] a phone revoked while offline hands in, is emptied, says so", async () => {
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
  const done = await world.relay.revocations.apply(
    { target: "device", id: deviceId, action: "revoke", reason: "stolen", confirm: deviceId },
    meera,
  );
  expect(done.ok).toBe(true);
  await phone.network.restore();
  await at(phone.device.page, "leaving-gone").waitFor({ timeout: 60_000 });
  await shoot(phone.device.page, "phone-emptied");
  expect(await at(phone.device.page, "leaving-gone").innerText()).toMatch(/^3 records/);
  expect(await databases(phone)).toEqual(["departure-note"]);
  expect(await world.relay.stats()).toMatchObject({ readings: 0, salvage: 3 });
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
