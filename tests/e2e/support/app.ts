import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";

/** What a person does on a screen, in the words of a test. */
export const at = (page: Page, id: string) => page.locator(`[data-testid="${id}"]`);

/** Everybody's PIN in these tests. */
export const PIN = "271828";

/** The screen after the first sign-in on a device. */
export const choosePin = async (page: Page, pin = PIN): Promise<void> => {
  await at(page, "pin-new").fill(pin, { timeout: 60_000 });
  await at(page, "pin-again").fill(pin);
  await at(page, "pin-save").click();
  await at(page, "pin-save").waitFor({ state: "detached", timeout: 60_000 });
};

/** Gives the PIN to the unlock screen that is open. */
export const unlock = async (page: Page, pin = PIN): Promise<void> => {
  await at(page, "pin").fill(pin, { timeout: 60_000 });
  await at(page, "unlock-submit").click();
  await at(page, "unlock-submit").waitFor({ state: "detached", timeout: 60_000 });
};

/** Opens an address. A page that starts anew, with no other tab open, is locked: the PIN is given. */
export const visit = async (page: Page, url: string): Promise<void> => {
  await page.goto(url);
  const locked = at(page, "pin");
  await locked.or(page.locator("main#main")).first().waitFor({ timeout: 60_000 });
  if (await locked.isVisible()) await unlock(page);
};

/**
 * Signs in, and chooses the PIN.
 * @param origin where to open the form; undefined when it stands on screen already.
 * @param code for a device that the relay does not know: asked for after the first try.
 */
export const login = async (
  page: Page,
  origin: string | undefined,
  user: string,
  password: string,
  code?: string,
): Promise<void> => {
  if (origin !== undefined) await page.goto(`${origin}/login`);
  await at(page, "login-user").fill(user);
  await at(page, "login-password").fill(password);
  await at(page, "login-submit").click();
  if (code !== undefined) {
    await at(page, "login-code").fill(code, { timeout: 60_000 });
    await at(page, "login-submit").click();
  }
  await choosePin(page);
  await page.waitForURL((url) => /^\/([fwda]|admin)(\/|$)/.test(url.pathname), { timeout: 60_000 });
};

/** Waits until the service worker is active with everything precached: from here the app opens offline. */
export const waitForOfflineReady = (page: Page) =>
  page.waitForFunction(
    async () => (await navigator.serviceWorker.getRegistration())?.active?.state === "activated",
    undefined,
    { timeout: 60_000 },
  );

export interface Person {
  readonly name: string;
  readonly sex: "female" | "male";
  readonly age: number;
  readonly phone?: string;
}

/** Registers a patient (without leaving the page, if told to stay) and gives the id from the address of the card that opens. */
export const register = async (
  page: Page,
  origin: string,
  person: Person,
  options: { readonly stay?: boolean } = {},
): Promise<string> => {
  if (options.stay) {
    await at(page, "nav-patients").click();
    await at(page, "register-open").click();
  } else await visit(page, `${origin}/f/patients/new`);
  await at(page, "reg-name").fill(person.name);
  await at(page, `reg-sex-${person.sex}`).click();
  await at(page, "reg-age").fill(String(person.age));
  if (person.phone) await at(page, "reg-phone").fill(person.phone);
  await at(page, "reg-save").click();
  await page.waitForURL(/\/f\/p\/[^/]+$/, { timeout: 30_000 });
  return page.url().split("/f/p/")[1] as string;
};

const digits = async (page: Page, text: string): Promise<void> => {
  for (const digit of text) await at(page, `key-${digit}`).click();
};

/** Types pulse and SpO2 on the app's own keypad, goes to the review and saves; ends on "Saved on this device". */
export const record = async (
  page: Page,
  origin: string,
  patientId: string,
  values: { readonly heartRate: string; readonly spo2: string },
  options: { readonly stay?: boolean; readonly note?: string } = {},
): Promise<void> => {
  if (!options.stay) await visit(page, `${origin}/f/p/${patientId}/record`);
  await at(page, "box-heartRate").waitFor({ timeout: 30_000 });
  await digits(page, values.heartRate);
  if (await at(page, "box-heartRate").isVisible()) await at(page, "key-next").click();
  await at(page, "box-spo2").waitFor();
  await digits(page, values.spo2);
  const save = at(page, "review-save");
  for (let i = 0; i < 12 && !(await save.isVisible()); i++) await at(page, "key-next").click();
  if (options.note !== undefined) {
    await page.locator("summary").click();
    await at(page, "review-note").fill(options.note);
  }
  await save.click();
  await at(page, "saved-banner").waitFor({ timeout: 30_000 });
};

export const editField = async (
  page: Page,
  origin: string,
  patientId: string,
  field: string,
  value: string,
): Promise<void> => {
  await visit(page, `${origin}/f/p/${patientId}`);
  await at(page, "edit-identity").click();
  await at(page, `edit-field-${field}`).fill(value);
  await at(page, "edit-save").click();
  await page.waitForURL(new RegExp(`/f/p/${patientId}$`), { timeout: 30_000 });
};

export interface Heads {
  readonly pendingCount: number;
  readonly headsById: Readonly<Record<string, string>>;
}

/** The replica's own word on what it holds: document ids and heads, from the diagnostics screen. */
export const diagnostics = async (page: Page, origin: string): Promise<Heads> => {
  await visit(page, `${origin}/s/diagnostics`);
  const text = await at(page, "diagnostics").innerText({ timeout: 30_000 });
  const report = JSON.parse(text) as {
    pendingCount: number;
    docs: { id: string; heads: string[] }[];
  };
  return {
    pendingCount: report.pendingCount,
    headsById: Object.fromEntries(report.docs.map((d) => [d.id, [...d.heads].sort().join()])),
  };
};

/** Polls until the probe gives a value, or fails with the last thing seen. */
export const until = async <T>(
  what: string,
  probe: () => Promise<T | undefined>,
  timeoutMs = 60_000,
): Promise<T> => {
  const deadline = Date.now() + timeoutMs;
  let last = "no value";
  for (;;) {
    try {
      const value = await probe();
      if (value !== undefined) return value;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() > deadline) throw new Error(`never happened: ${what} (${last})`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
};

const shots = join(import.meta.dirname, "..", "shots");

/** A screenshot for a person to look at; never compared by machine. */
export const shoot = async (page: Page, name: string): Promise<void> => {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`) });
};
