import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const CHROMIUM = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

/** Flags for a closed network and a container: no sandbox as root, no traffic of the browser's own. */
const FLAGS = [
  "--headless=new",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  "--remote-debugging-port=0",
  "--lang=en-IN",
];

/** One phone or ward PC: a Chromium process of its own over a profile folder that outlives it. */
export interface Device {
  readonly page: Page;
  readonly context: BrowserContext;
  /** SIGKILL to the whole browser: what a dead battery does. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

const devToolsUrl = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let text = "";
    const timer = setTimeout(() => reject(new Error(`Chromium did not start: ${text.slice(-500)}`)), 60_000);
    child.stderr?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const found = /DevTools listening on (ws:\S+)/.exec(text);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[1]!);
    });
    child.once("exit", (code) => reject(new Error(`Chromium ended with ${code}: ${text.slice(-500)}`)));
  });

export const chromiumIsHere = (): boolean => existsSync(CHROMIUM);

/** A Chromium process, leader of its own process group. */
export interface BrowserProcess {
  readonly groupId: number;
  readonly devToolsUrl: string;
  /** Signals the whole group and waits for the browser's end. */
  end(signal: NodeJS.Signals): Promise<void>;
  /** Resolves when it has ended by itself. */
  readonly ended: Promise<void>;
}

/** Starts Chromium on a profile folder, with one empty page. */
export const startBrowser = async (
  profileDir: string,
  moreFlags: readonly string[] = [],
): Promise<BrowserProcess> => {
  const args = [...FLAGS, ...moreFlags, `--user-data-dir=${profileDir}`, "about:blank"];
  const child = spawn(CHROMIUM, args, {
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = await devToolsUrl(child);
  return {
    groupId: child.pid!,
    devToolsUrl: url,
    ended,
    async end(signal) {
      try {
        process.kill(-child.pid!, signal);
      } catch {
        // already gone
      }
      await ended;
    },
  };
};

/** Starts (or reopens) a device on its profile folder and gives its first page. */
export const openDevice = async (
  profileDir: string,
  viewport: { width: number; height: number },
  moreFlags: readonly string[] = [],
): Promise<Device> => {
  const chromiumProcess = await startBrowser(profileDir, moreFlags);
  const browser: Browser = await chromium.connectOverCDP(chromiumProcess.devToolsUrl);
  const context = browser.contexts()[0]!;
  const page = context.pages()[0] ?? (await context.newPage());
  await page.setViewportSize(viewport);
  return {
    page,
    context,
    kill: () => chromiumProcess.end("SIGKILL"),
    close: async () => {
      await browser.close().catch(() => undefined);
      await Promise.race([chromiumProcess.ended, new Promise((r) => setTimeout(r, 3000))]);
      await chromiumProcess.end("SIGKILL");
    },
  };
};

export const PHONE = { width: 360, height: 740 } as const;
export const DESKTOP = { width: 1440, height: 900 } as const;
