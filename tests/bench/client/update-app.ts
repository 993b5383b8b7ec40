import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { until } from "../../e2e/support/app.ts";

/** Names one build: its service worker lists every file with its hash. */
export const buildId = (publicDir: string): string =>
  createHash("sha256")
    .update(readFileSync(join(publicDir, "sw.js")))
    .digest("hex")
    .slice(0, 16);

/** Has an installed app take the build that its origin serves now, as "Update now" does, and waits until it runs. */
export const updateApp = async (page: Page, origin: string, publicDir: string): Promise<void> => {
  const html = readFileSync(join(publicDir, "index.html"), "utf8");
  const entry = /<script[^>]*src="([^"]+)"/.exec(html)?.[1];
  if (entry === undefined) throw new Error("the build's index.html names no script");
  await page.goto(`${origin}/f/patients`);
  await until("the new build runs", async () => {
    const isSettled = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      await registration?.update();
      registration?.waiting?.postMessage({ type: "SKIP_WAITING" });
      return registration?.waiting === null && registration.installing === null;
    });
    if (!isSettled) return undefined;
    await page.goto(`${origin}/f/patients`);
    const running = await page.evaluate(() => document.querySelector("script")?.getAttribute("src"));
    return running === entry ? true : undefined;
  });
};
