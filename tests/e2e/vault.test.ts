import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { searchProfile } from "../support/profile/search.ts";
import {
  at,
  choosePin,
  diagnostics,
  login,
  PIN,
  record,
  register,
  shoot,
  unlock,
  until,
  visit,
  waitForOfflineReady,
} from "./support/app.ts";
import { PHONE } from "./support/browser.ts";
import { createWorld, PASSWORD, type Seat } from "./support/world.ts";

const root = join(import.meta.dirname, "../..");
const dist = join(root, "client/dist");

/** Seven people, their phones, and what was noted about six of them: twenty texts that must not be on a found phone. */
const people = [
  { name: "Yashodabai Kharche", phone: "9823417650", note: "swollen left ankle" },
  { name: "Zubeida Tamboli", phone: "9970264813", note: "coughs since Diwali" },
  { name: "Vitthal Ghodake", phone: "8805519372", note: "refused the insulin" },
  { name: "Quratulain Momin", phone: "7720983146", note: "dizzy on standing" },
  { name: "Dnyaneshwar Phad", phone: "9404816237", note: "wound smells foul" },
  { name: "Ujwala Nimbhore", phone: "8149370526", note: "blurred eyesight" },
  { name: "Fakira Waghchaure", phone: "9156204738", note: undefined },
] as const;
const planted = people.flatMap(({ name, phone, note }) => [name, phone, ...(note ? [note] : [])]);

/** A morning's work through the screens, half of it without a network; then the phone is locked and the browser ends. */
const plant = async (seat: Seat): Promise<void> => {
  const { page } = seat.device;
  await login(page, seat.origin, "asha", PASSWORD);
  await waitForOfflineReady(page);
  await visit(page, `${seat.origin}/f`);
  for (const [n, { name, phone, note }] of people.entries()) {
    if (n === 4) await seat.network.cut();
    const person = { name, phone, sex: "female", age: 30 + n } as const;
    const id = await register(page, seat.origin, person, { stay: true });
    if (note === undefined) continue;
    await at(page, "record-open").click();
    await record(page, seat.origin, id, { heartRate: "82", spo2: "97" }, { stay: true, note });
    await at(page, "saved-patient").click();
  }
  // What is half typed and what was searched for is as much about a person as what was saved.
  await at(page, "nav-patients").click();
  await at(page, "patient-search").fill(people[1].name);
  await at(page, "patient-row").first().waitFor({ timeout: 20_000 });
  // The projection packs its rows and writes the search index a little later.
  await page.waitForTimeout(4000);
  await visit(page, `${seat.origin}/f/more`);
  await at(page, "lock-now").click();
  await at(page, "pin").waitFor({ timeout: 30_000 });
  await seat.device.close();
};

test("[VA10] locked and closed: none of 20 names, phones and notes is in any file of the profile", async () => {
  await using world = await createWorld(dist);
  const seat = await world.seat("phone", PHONE);
  await plant(seat);
  const search = searchProfile(seat.profile, planted);
  expect(search.indexedDbFiles).toBeGreaterThan(3);
  expect(Object.fromEntries(search.found)).toEqual({});
  // The search reads what is stored: a staff name lies in the plain book of vaults.
  expect(searchProfile(seat.profile, ["Asha (test)"]).found.size).toBe(1);

  // Opened again with no network: a wrong PIN shows nothing, the right one everything.
  const { page } = await seat.reopen();
  await page.goto(`${seat.origin}/f`);
  await at(page, "pin").fill("271829");
  await at(page, "unlock-submit").click();
  await at(page, "pin-error").waitFor({ timeout: 30_000 });
  expect(await at(page, "unlock-unsent").innerText()).toMatch(/5 /);
  expect(await page.locator("body").innerText()).not.toContain(people[0].name);
  await shoot(page, "unlock-wrong");
  await unlock(page);
  await until("every patient is in the list", async () => {
    const text = await page.locator("main").innerText();
    return people.every(({ name }) => text.includes(name)) ? true : undefined;
  });
  expect((await diagnostics(page, seat.origin)).pendingCount).toBe(5);
});

test("[VA10] negative control: with the seal left out, the same search finds all 20", async () => {
  const built = spawnSync("npx", ["vite", "build"], {
    cwd: join(root, "client"),
    env: { ...process.env, VITE_UNSAFE_PLAIN: "1" },
    encoding: "utf8",
  });
  expect(built.status, built.stderr).toBe(0);
  await using world = await createWorld(join(root, "out/client-plain"));
  const seat = await world.seat("phone", PHONE);
  await plant(seat);
  const { found } = searchProfile(seat.profile, planted);
  expect(planted.filter((text) => !found.has(text))).toEqual([]);
});

test("[VA5][VA7][VA8][VA3] one phone, two people: wrong PINs, a draft over a lock, what is not sent waits", async () => {
  await using world = await createWorld(dist);
  const seat = await world.seat("phone", PHONE);
  const { page } = seat.device;
  await login(page, seat.origin, "asha", PASSWORD);
  await waitForOfflineReady(page);
  const patient = await register(page, seat.origin, { name: "Meena Shinde", sex: "female", age: 29 });
  await until("the patient is with the relay", async () => {
    await page.waitForTimeout(8000);
    return (await diagnostics(page, seat.origin)).pendingCount === 0 ? true : undefined;
  });

  // Offline: one reading saved, another half typed, then locked from a second tab.
  await seat.network.cut();
  await record(page, seat.origin, patient, { heartRate: "88", spo2: "97" });
  await visit(page, `${seat.origin}/f/p/${patient}/record`);
  await at(page, "box-heartRate").waitFor();
  for (const digit of "91") await at(page, `key-${digit}`).click();
  const second = await seat.device.context.newPage();
  await second.setViewportSize(PHONE);
  await second.goto(`${seat.origin}/f/more`);
  await at(second, "lock-now").click(); // no PIN was asked: the first tab handed its key over
  await at(second, "pin").waitFor({ timeout: 30_000 });
  await page.bringToFront();
  await at(page, "pin").waitFor({ timeout: 30_000 });
  expect(await at(page, "unlock-unsent").innerText()).toMatch(/1 record/);
  expect(
    await page.evaluate(() => JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)])),
  ).not.toMatch(/Meena|"91\\*"/);
  await unlock(page);
  await at(page, "draft-start-over").waitFor({ timeout: 30_000 });
  await at(second, "nav-today").waitFor({ timeout: 30_000 }); // and the second tab opened with it
  await second.close();

  // Ravi signs in on the same phone; Asha's reading stays hers, sealed.
  await visit(page, `${seat.origin}/f/more`);
  await at(page, "lock-now").click();
  await at(page, "unlock-other").click();
  await seat.network.restore();
  await at(page, "login-user").fill("ravi");
  await at(page, "login-password").fill(PASSWORD);
  await at(page, "login-submit").click();
  await choosePin(page, "314159");
  await at(page, "today-record").waitFor({ timeout: 60_000 });
  await page.waitForTimeout(8000);
  expect((await world.relay.stats()).readings).toBe(0);
  await at(page, "nav-more").click();
  await at(page, "lock-now").click();

  // Five wrong PINs at Asha's lock make everybody wait, also after the browser was killed.
  const asha = () => at(page, "unlock-person").filter({ hasText: "Asha" });
  await asha().click();
  for (let n = 0; n < 5; n++) {
    await at(page, "pin").fill("314159");
    await at(page, "unlock-submit").click();
    await until("the answer", async () =>
      (await at(page, "pin")
        .inputValue()
        .catch(() => "")) === ""
        ? true
        : undefined,
    );
  }
  await at(page, "pin").waitFor({ state: "detached", timeout: 30_000 });
  await shoot(page, "unlock-wait");
  await seat.device.kill();
  const again = (await seat.reopen()).page;
  await again.goto(`${seat.origin}/f`);
  await at(again, "unlock-person").filter({ hasText: "Asha" }).click();
  expect(await at(again, "pin").isVisible()).toBe(false);

  // The password is the way on at once, and what waited goes out as Asha's.
  await at(again, "unlock-other").click();
  await at(again, "login-user").fill("asha");
  await at(again, "login-password").fill(PASSWORD);
  await at(again, "login-submit").click();
  await unlock(again, PIN);
  await at(again, "today-record").waitFor({ timeout: 60_000 });
  await until("the reading is with the relay", async () => {
    return (await world.relay.stats()).readings === 1 ? true : undefined;
  });
});
