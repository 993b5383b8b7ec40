import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { rootDir } from "./root.mjs";
import { run } from "./run.mjs";

const wellKnown = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
];

const playwrightBrowser = () => {
  try {
    return createRequire(join(rootDir, "tests/package.json"))("playwright-core").chromium.executablePath();
  } catch {
    return undefined;
  }
};

const find = () => {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) return existsSync(asked) ? asked : undefined;
  return [...wellKnown, playwrightBrowser()].find((path) => path !== undefined && existsSync(path));
};

const mayInstall = () => process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");

/**
 * The browser of the end-to-end tests: CHROMIUM_PATH, an installed one, one of Playwright's, or Debian's, installed
 * now when this process may.
 * @param {(line: string) => void} say
 * @returns {Promise<string | undefined>} its path; undefined after saying what to do.
 */
export const ensureChromium = async (say) => {
  const found = find();
  if (found) return found;
  if (process.env.CHROMIUM_PATH) {
    say(
      `CHROMIUM_PATH names ${process.env.CHROMIUM_PATH}, which does not exist. Correct it or leave it out.`,
    );
    return undefined;
  }
  if (mayInstall()) {
    say("Installing Chromium for the end-to-end tests (apt-get, once)…");
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    const update = await run("apt-get", ["update", "-qq"], { env, quiet: true });
    // The Devanagari font is for the screenshots: without it every Hindi name is a row of empty boxes.
    const install = await run(
      "apt-get",
      ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-lohit-deva"],
      { env, quiet: true },
    );
    const path = find();
    if (path) return path;
    say(`${update.output}${install.output}`.trimEnd().split("\n").slice(-10).join("\n"));
  }
  say(
    "The end-to-end tests need Chromium and none was found. Install one (Debian, Ubuntu: `apt-get install chromium`; " +
      "elsewhere: `npx playwright-core install chromium`), or set CHROMIUM_PATH to its executable.",
  );
  return undefined;
};
