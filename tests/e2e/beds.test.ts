import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { at, login, register, shoot, until, visit, waitForOfflineReady } from "./support/app.ts";
import { DESKTOP, PHONE } from "./support/browser.ts";
import { admit, makeWard } from "./support/ward.ts";
import { createWorld, PASSWORD, type Seat, type World } from "./support/world.ts";

let world: World;
let phone: Seat;
let left: Seat;
let right: Seat;

beforeAll(async () => {
  world = await createWorld(join(import.meta.dirname, "../../client/dist"));
  phone = await world.seat("phone", PHONE);
  left = await world.seat("left", DESKTOP);
  right = await world.seat("right", DESKTOP);
});
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});

test("[WB4][WB5] two tablets offline put one patient into two beds: both see it, a person decides, both agree", async () => {
  await login(phone.device.page, phone.origin, "asha", PASSWORD);
  await register(phone.device.page, phone.origin, { name: "Kamala Jadhav", sex: "female", age: 61 });
  for (const seat of [left, right]) {
    await login(seat.device.page, seat.origin, "nurse", PASSWORD);
    await waitForOfflineReady(seat.device.page);
    await visit(seat.device.page, `${seat.origin}/w/list`);
    await at(seat.device.page, "ward-row").first().waitFor({ timeout: 60_000 });
  }
  await makeWard(left, "Female", 4);
  await visit(right.device.page, `${right.origin}/w`);
  await at(right.device.page, "bed-tile").first().waitFor({ timeout: 60_000 });

  await left.network.cut();
  await right.network.cut();
  await admit(left, "1", "Kamala");
  await admit(right, "2", "Kamala");
  expect(await at(left.device.page, "dispute-patient").count()).toBe(0);
  await left.network.restore();
  await right.network.restore();

  for (const seat of [left, right])
    await at(seat.device.page, "dispute-patient").waitFor({ timeout: 120_000 });
  await shoot(left.device.page, "beds-dispute");
  await at(left.device.page, "dispute-choice").first().click();
  for (const seat of [left, right]) {
    const { page } = seat.device;
    await at(page, "dispute-patient").waitFor({ state: "detached", timeout: 120_000 });
    const gradeOf = (bed: string) =>
      page.locator(`[data-testid="bed-tile"][data-bed="${bed}"]`).getAttribute("data-grade");
    await until("one bed has her", async () =>
      (await gradeOf("1")) !== "empty" && (await gradeOf("2")) === "empty" ? true : undefined,
    );
  }
});
