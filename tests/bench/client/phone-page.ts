import { PHONE, startBrowser } from "../../e2e/support/browser.ts";
import { connectDevTools } from "./devtools.ts";
import { installBench } from "./in-page.ts";

/**
 * The phone's one page, over a bare protocol connection. A test driver stops every worker at its start until it has
 * answered, and listens to network and console: a phone in a hand has none of that, so the measured one has not either.
 */
export interface PhonePage {
  /** The browser's process group. */
  readonly groupId: number;
  /** The browser's own protocol address. */
  readonly devToolsUrl: string;
  goto(url: string): Promise<void>;
  /** Runs a function that stands alone inside the page. */
  evaluate<A, T>(work: (argument: A) => T | Promise<T>, argument: A): Promise<T>;
  close(): Promise<void>;
}

interface Target {
  readonly type: string;
  readonly webSocketDebuggerUrl: string;
}
interface Evaluated {
  readonly result: { readonly value?: unknown };
  readonly exceptionDetails?: {
    readonly text: string;
    readonly exception?: { readonly description?: string };
  };
}

/** tsx has every function keep its name through a helper that a page does not have. */
const NAME_HELPER = "globalThis.__name = (target) => target;";

const CLOSE_MS = 5000;

export const openPhonePage = async (profileDir: string): Promise<PhonePage> => {
  const browser = await startBrowser(profileDir);
  const list = new URL("/json/list", browser.devToolsUrl.replace(/^ws/, "http"));
  const targets = (await (await fetch(list)).json()) as Target[];
  const page = targets.find(({ type }) => type === "page");
  if (!page) throw new Error("Chromium has no page");
  const devTools = await connectDevTools(page.webSocketDebuggerUrl);
  await devTools.send("Page.enable");
  await devTools.send("Emulation.setDeviceMetricsOverride", { ...PHONE, deviceScaleFactor: 1, mobile: true });
  const source = `${NAME_HELPER}(${installBench.toString()})()`;
  await devTools.send("Page.addScriptToEvaluateOnNewDocument", { source });
  return {
    groupId: browser.groupId,
    devToolsUrl: browser.devToolsUrl,
    async goto(url) {
      const { errorText } = (await devTools.send("Page.navigate", { url })) as { errorText?: string };
      if (errorText !== undefined) throw new Error(`${url}: ${errorText}`);
    },
    async evaluate<A, T>(work: (argument: A) => T | Promise<T>, argument: A) {
      const { result, exceptionDetails } = (await devTools.send("Runtime.evaluate", {
        expression: `${NAME_HELPER}(${work.toString()})(${JSON.stringify(argument) ?? "undefined"})`,
        awaitPromise: true,
        returnByValue: true,
      })) as Evaluated;
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value as T;
    },
    async close() {
      // Properly, so that what the browser writes late (compiled code) is there at the next start.
      await devTools.send("Browser.close").catch(() => {});
      await Promise.race([browser.ended, new Promise((resolve) => setTimeout(resolve, CLOSE_MS))]);
      await browser.end("SIGKILL");
    },
  };
};
