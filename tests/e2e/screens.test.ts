import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { erasePatient, openEmergency } from "@arogyasync/shared/api";
import { at, login, record, register, shoot, until, visit, waitForOfflineReady } from "./support/app.ts";
import { askAs } from "./support/ask.ts";
import { admit, makeWard } from "./support/ward.ts";
import { DESKTOP, PHONE } from "./support/browser.ts";
import { handInFromLostPhone } from "./support/lost-phone.ts";
import { createWorld, PASSWORD, type Seat, type World } from "./support/world.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let world: World;
let phone: Seat;
let ward: Seat;
let desk: Seat;
let newcomer: Seat;
let far: Seat;
let patient: string;

beforeAll(async () => {
  world = await createWorld(join(import.meta.dirname, "../../client/dist"));
  phone = await world.seat("phone", PHONE);
  ward = await world.seat("ward", DESKTOP);
  desk = await world.seat("desk", DESKTOP);
  far = await world.seat("far", DESKTOP);
  newcomer = await world.seat("newcomer", PHONE);
  await newcomer.device.page.goto(newcomer.origin);
  await login(phone.device.page, phone.origin, "asha", PASSWORD);
  await waitForOfflineReady(phone.device.page);
  patient = await register(phone.device.page, phone.origin, {
    name: "Lakshmi Venkataraman",
    sex: "female",
    age: 58,
    phone: "9812300001",
  });
  await register(phone.device.page, phone.origin, { name: "Sunita Kamble", sex: "female", age: 31 });
  const erased = await register(phone.device.page, phone.origin, { name: "Erased", sex: "male", age: 40 });
  await record(phone.device.page, phone.origin, erased, { heartRate: "72", spo2: "98" });
  await record(phone.device.page, phone.origin, patient, { heartRate: "131", spo2: "89" });
  await until("sent", async () => ((await world.relay.stats()).readings === 2 ? true : undefined));
  const order = { patient: erased, reason: "Asked for in writing on 3 May", confirm: erased };
  await askAs(world, "meera", erasePatient, order);
  const why = { cause: "unconscious", note: "Brought in by ambulance, no papers" } as const;
  await askAs(world, "farah", openEmergency, { patient, ...why });
  await handInFromLostPhone(world, "asha");
  await login(ward.device.page, ward.origin, "nurse", PASSWORD);
  await makeWard(ward, "Female", 24);
  await admit(ward, "1", "Lakshmi");
  await login(desk.device.page, desk.origin, "meera", PASSWORD);
  await login(far.device.page, far.origin, "farah", PASSWORD);
});
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Runs axe over the page with the rules of WCAG 2.2 AA; gives what is broken, in words. */
const violations = async (page: Page): Promise<string[]> => {
  // At the end of the page the bottom bar covers nothing; half-covered targets elsewhere are only a matter of scrolling.
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await page.evaluate(axe);
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }).then((r) => r.violations)`,
  )) as Violation[];
  return found.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`);
};

const overflowPx = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const seatOf = (name: string): Seat =>
  name.startsWith("ward")
    ? ward
    : name.startsWith("emergency")
      ? far
      : name.startsWith("login")
        ? newcomer
        : /^(admin|devices)/.test(name)
          ? desk
          : phone;

interface Screen {
  readonly name: string;
  readonly path: () => string;
  readonly ready: string;
  /** What is done once it is open; then `ready` is waited for. */
  readonly prepare?: (page: Page) => Promise<void>;
}
const screens: readonly Screen[] = [
  { name: "today", path: () => "/f", ready: "today-record" },
  { name: "patients", path: () => "/f/patients", ready: "patient-search" },
  { name: "register", path: () => "/f/patients/new", ready: "reg-save" },
  { name: "patient", path: () => `/f/p/${patient}`, ready: "reading" },
  { name: "edit", path: () => `/f/p/${patient}/edit`, ready: "edit-save" },
  { name: "record", path: () => `/f/p/${patient}/record`, ready: "key-next" },
  { name: "records", path: () => "/f/sync", ready: "records-handed-in" },
  {
    name: "wipe",
    path: () => "/s",
    ready: "wipe-unsent",
    prepare: (page) => at(page, "wipe-open").click(),
  },
  { name: "admin-quarantine", path: () => "/admin/quarantine", ready: "quarantine-item" },
  {
    name: "admin-quarantine-accept",
    path: () => "/admin/quarantine",
    ready: "quarantine-reason",
    prepare: (page) => at(page, "quarantine-accept-all").click(),
  },
  {
    name: "devices-revoke",
    path: () => "/d",
    ready: "revoke-reason",
    prepare: (page) => page.locator('[data-testid^="revoke-open-"]').first().click(),
  },
  { name: "more", path: () => "/f/more", ready: "sign-out" },
  { name: "ward-board", path: () => "/w", ready: "bed-tile" },
  {
    name: "ward-bed",
    path: () => "/w",
    ready: "bed-discharge",
    prepare: (page) => at(page, "bed-tile").first().click(),
  },
  { name: "ward-list", path: () => "/w/list", ready: "ward-row" },
  { name: "ward-patient", path: () => `/w/p/${patient}`, ready: "ward-history" },
  { name: "emergency", path: () => "/w/emergency", ready: "emergency-query" },
  {
    name: "emergency-reason",
    path: () => "/w/emergency",
    ready: "emergency-note",
    async prepare(page) {
      await at(page, "emergency-query").fill("Sunita Kamble");
      await at(page, "emergency-search").click();
      await at(page, "emergency-choose").click();
    },
  },
  {
    name: "emergency-record",
    path: () => "/w/emergency",
    ready: "emergency-record",
    async prepare(page) {
      await at(page, "emergency-query").fill("9812300001");
      await at(page, "emergency-search").click();
      // Opened before the screens were: the hour lasts, no other reason is asked for.
      await at(page, "emergency-choose").click();
    },
  },
  {
    name: "consent",
    path: () => `/f/p/${patient}`,
    ready: "consent-save",
    async prepare(page) {
      await at(page, "consent-open-insurance").click();
      await at(page, "consent-given").click();
      await at(page, "consent-paper").click();
    },
  },
  { name: "diagnostics", path: () => "/s/diagnostics", ready: "diagnostics" },
  { name: "admin-users", path: () => "/admin", ready: "users" },
  { name: "admin-access", path: () => "/admin/access", ready: "access-chain" },
  { name: "admin-erasures", path: () => "/admin/erasures", ready: "erasures" },
  { name: "devices", path: () => "/d", ready: "devices" },
  {
    name: "admin-erase",
    path: () => `/admin/erasures?patient=${patient}`,
    ready: "erase-do",
    prepare: (page) => at(page, "erase-look").click(),
  },
  {
    name: "devices-invite",
    path: () => "/d",
    ready: "enrol-make",
    prepare: (page) => at(page, "enrol-open").click(),
  },
  {
    name: "devices-code",
    path: () => "/d",
    ready: "enrol-code",
    async prepare(page) {
      await at(page, "enrol-open").click();
      await at(page, "enrol-make").click();
    },
  },
  { name: "login", path: () => "/login", ready: "login-submit" },
  {
    name: "login-code",
    // Another fragment alone would not open the page anew.
    path: () => `/login?${performance.now()}#enrol=7K3M-9QXT-2B4V`,
    ready: "login-code",
    async prepare(page) {
      await at(page, "login-user").fill("asha");
      await at(page, "login-password").fill("a password");
      await at(page, "login-submit").click();
    },
  },
  { name: "pin-and-lock", path: () => "/s/pin", ready: "pin-change" },
  { name: "unlock", path: () => "/f/sync", ready: "pin" },
  { name: "welcome", path: () => "/welcome", ready: "welcome-next" },
];

for (const { name, path, ready, prepare } of screens)
  test(`[CL18] screen ${name}: in two languages and two sizes, nothing overflows and axe finds nothing`, async () => {
    const seat = seatOf(name);
    const { page } = seat.device;
    for (const language of ["en", "hi"]) {
      await page.evaluate((l) => localStorage.setItem("arogya.language", l), language);
      await page.setViewportSize(PHONE);
      const url = `${seat.origin}${path()}`;
      await (name === "unlock" ? page.goto(url) : visit(page, url));
      await prepare?.(page);
      // Opened once for each language; then the window grows, as when a phone is docked.
      for (const [size, viewport] of [
        ["360x740", PHONE],
        ["1440x900", DESKTOP],
      ] as const) {
        await page.setViewportSize(viewport);
        await at(page, ready).first().waitFor({ timeout: 20_000 });
        if (name === "ward-patient") await page.locator("canvas").first().waitFor({ timeout: 20_000 });
        await shoot(page, `${name}-${size}-${language}`);
        expect(await overflowPx(page), `${name} ${size} ${language} scrolls sideways`).toBe(0);
        expect(await violations(page), `${name} ${size} ${language}`).toEqual([]);
      }
    }
    await page.evaluate(() => localStorage.setItem("arogya.language", "en"));
    await page.setViewportSize(seat === phone ? PHONE : DESKTOP);
  });
