import { join } from "node:path";
import { groupedCode, newEnrolmentCode } from "@arogyasync/shared/enrolment";
import { openAdmin } from "@arogyasync/sync-server/app";
import { nodeRandom } from "@arogyasync/sync-server/testing";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { at, login, visit } from "./support/app.ts";
import { DESKTOP, PHONE } from "./support/browser.ts";
import { CLINIC, createWorld, PASSWORD, type Seat, type World } from "./support/world.ts";

let world: World;
let desk: Seat;
let phone: Seat;
beforeAll(async () => {
  world = await createWorld(join(import.meta.dirname, "../../client/dist"), { enrolment: "code" });
  desk = await world.seat("desk", DESKTOP);
  phone = await world.seat("phone", PHONE);
});
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});

const codeFromConsole = async (): Promise<string> => {
  const admin = openAdmin(world.dataDir);
  const by = { userId: "@operator", roles: ["admin"], clinics: ["*"] } as const;
  const issued = await admin.enrolments.issue(by, { clinic: CLINIC });
  admin.close();
  if (!issued.ok) throw new Error(issued.error);
  return issued.value.code;
};
const fill = async (page: Page, user: string): Promise<void> => {
  await at(page, "login-user").fill(user);
  await at(page, "login-password").fill(PASSWORD);
};

test("[ID31] a new device is asked for a code, names a slip before it is sent, and is in with the right one", async () => {
  const { page } = desk.device;
  let asked = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/auth/login")) asked++;
  });
  await page.goto(`${desk.origin}/login`);
  await fill(page, "meera");
  await at(page, "login-submit").click();
  await at(page, "login-code").waitFor({ timeout: 60_000 });
  expect(asked).toBe(1);
  const code = await codeFromConsole();
  const slip = code.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
  await at(page, "login-code").fill(slip);
  await at(page, "login-submit").click();
  await page.getByText("There is a typing mistake in the code").waitFor();
  expect(asked).toBe(1);
  await at(page, "login-code").fill(newEnrolmentCode(nodeRandom));
  await at(page, "login-submit").click();
  await page.getByText("The relay does not know this code").waitFor();
  await login(page, desk.origin, "meera", PASSWORD, groupedCode(code).toLowerCase());
});

test("[ID30] a link lets a phone in; its code is in the address for no longer than a moment, and is sent in no address", async () => {
  const admin = desk.device.page;
  await visit(admin, `${desk.origin}/d`);
  await at(admin, "enrol-open").click();
  await at(admin, "enrol-whom").selectOption("asha");
  await at(admin, "enrol-make").click();
  const code = (await at(admin, "enrol-code").innerText({ timeout: 60_000 })).replaceAll("-", "");
  expect(await at(admin, "qr").isVisible()).toBe(true);
  const { page } = phone.device;
  const urls: string[] = [];
  page.on("request", (request) => urls.push(request.url()));
  await page.goto(`${phone.origin}/login#enrol=${code}`);
  await at(page, "login-code").waitFor({ timeout: 60_000 });
  expect(page.url()).toBe(`${phone.origin}/login`);
  expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
  await login(page, undefined, "asha", PASSWORD);
  expect(urls.some((url) => url.includes(code))).toBe(false);
  // What an administrator sees of it.
  await at(admin, "enrol-done").click();
  await at(admin, "earlier-codes").click();
  const row = admin.locator('[data-testid^="code-"]').first();
  await row.getByText("used").first().waitFor({ timeout: 60_000 });
  await visit(admin, `${desk.origin}/d`);
  await at(admin, "devices").getByText("Asha (test)").first().waitFor({ timeout: 60_000 });
});

test("[ID33] a colleague who takes the phone over signs in with a password alone", async () => {
  const { page } = phone.device;
  await visit(page, `${phone.origin}/f/more`);
  await at(page, "sign-out").click();
  await at(page, "sign-out-confirm").click();
  await at(page, "sign-out-confirm").waitFor({ state: "detached", timeout: 60_000 });
  await login(page, phone.origin, "ravi", PASSWORD);
});
