import type { Page } from "playwright-core";
import { at } from "../../e2e/support/app.ts";
import { limited } from "./cpu-limit.ts";
import type { InPage } from "./in-page.ts";
import type { PreparedPhone } from "./prepare.ts";

declare global {
  interface Window {
    readonly bench: InPage;
  }
}

const quiet = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** The browser is started anew for each: nothing of the app is in memory, no relay listens. */
export const measureReopen = async (
  phone: PreparedPhone,
  queries: readonly string[],
  say: (line: string) => void,
): Promise<number[]> => {
  const seen: number[] = [];
  for (const query of queries) {
    const device = await phone.open();
    try {
      await quiet(1500);
      await limited(device.page, async () => {
        await device.page.goto(`${phone.origin}/f/patients`, { waitUntil: "commit" });
        const times = await device.page.evaluate((text) => window.bench.reopen(text), query);
        say(
          `  reopen: box ${times.boxAt.toFixed(0)} ms, answered ${times.seenAt.toFixed(0)} ms (${query}: ${times.text})`,
        );
        seen.push(times.seenAt);
      });
    } finally {
      await device.close();
    }
  }
  return seen;
};

/** Every query is typed up to its last letter; that letter's answer is timed. */
export const measureSearch = async (
  page: Page,
  origin: string,
  queries: readonly string[],
): Promise<{ seenMs: number[]; domMs: number[] }> => {
  await page.goto(`${origin}/f/patients`);
  await at(page, "patient-row").first().waitFor({ timeout: 60_000 });
  await quiet(3000);
  return limited(page, async () => {
    const seenMs: number[] = [];
    const domMs: number[] = [];
    for (const query of queries) {
      const times = await page.evaluate(([before, after]) => window.bench.keystroke(before, after), [
        query.slice(0, -1),
        query,
      ] as const);
      seenMs.push(times.seenMs);
      domMs.push(times.domMs);
    }
    return { seenMs, domMs };
  });
};

const press = async (page: Page, keys: string): Promise<void> => {
  for (const key of keys) await at(page, `key-${key}`).click();
};

/** Found by search, keyed in and saved, one patient after another as on a round, without leaving the app. */
export const measureSaves = async (
  page: Page,
  origin: string,
  names: readonly string[],
  say: (line: string) => void,
): Promise<number[]> => {
  await page.goto(`${origin}/f/patients?focus=true&record=true`);
  await at(page, "patient-row").first().waitFor({ timeout: 60_000 });
  return limited(page, async () => {
    const times: number[] = [];
    for (const [n, name] of names.entries()) {
      await at(page, "patient-search").fill(name);
      await page.waitForFunction(() =>
        /found/i.test(document.querySelector('p[role="status"]')?.textContent ?? ""),
      );
      await at(page, "patient-row").first().click();
      await at(page, "box-heartRate").waitFor({ timeout: 60_000 });
      await press(page, String(70 + (n % 20)));
      if (await at(page, "box-heartRate").isVisible()) await at(page, "key-next").click();
      await at(page, "box-spo2").waitFor();
      await press(page, String(95 + (n % 4)));
      const save = at(page, "review-save");
      for (let i = 0; i < 12 && !(await save.isVisible()); i++) await at(page, "key-next").click();
      times.push(await page.evaluate(() => window.bench.save()));
      say(`  save ${times.at(-1)!.toFixed(0)} ms`);
      await at(page, "next-patient").click();
      await at(page, "patient-search").waitFor();
    }
    return times;
  });
};
