import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";

/** What a person does on a screen, in the words of a test. */
export const at = (page: Page, id: string) => page.locator(`[data-testid="${id}"]`);

export const login = async (page: Page, origin: string, user: string, password: string): Promise<void> => {
  await page.goto(`${origin}/login`);
  await at(page, "login-user").fill(user);
  await at(page, "login-password").fill(password);
  await at(page, "login-submit").click();
  await page.waitForURL((url) => url.pathname.startsWith("/f") || url.pathname.startsWith("/w"), { timeout: 60_000 });
};

/** Waits until the service worker controls the page and everything is precached: from here the app opens offline. */
export const waitForOfflineReady = async (page: Page): Promise<void> => {
  await page.waitForFunction(
    async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return registration?.active?.state === "activated";
    },
    undefined,
    { timeout: 60_000 },
  );
};

export const register = async (
  page: Page,
  origin: string,
  person: { name: string; sex: "female" | "male"; age: number; phone?: string; village?: string },
): Promise<void> => {
  await page.goto(`${origin}/f/patients/new`);
  await at(page, "reg-name").fill(person.name);
  await at(page, `reg-sex-${person.sex}`).click();
  await at(page, "reg-age").fill(String(person.age));
  if (person.phone) await at(page, "reg-phone").fill(person.phone);
  if (person.village) await at(page, "reg-village").fill(person.village);
  await at(page, "reg-save").click();
};

/** Types digits on the app's own keypad. */
export const keys = async (page: Page, digits: string): Promise<void> => {
  for (const digit of digits) await at(page, `key-${digit}`).click();
};

const shots = join(import.meta.dirname, "..", "shots");

/** A screenshot for a person to look at; never compared by machine. */
export const shoot = async (page: Page, name: string): Promise<void> => {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`) });
};
