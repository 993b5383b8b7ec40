import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { chromiumIsHere } from "../../e2e/support/browser.ts";
import { calibrate } from "../client/calibrate.ts";
import { limited, limitText } from "../client/cpu-limit.ts";
import { openPhonePage, type PhonePage } from "../client/phone-page.ts";
import { quantile } from "../client/quantile.ts";
import { lessIsBetter, type Row } from "../lib/report.ts";

interface Pair {
  readonly plain: readonly number[];
  readonly sealed: readonly number[];
}
const median = (values: readonly number[]): number => quantile(values, 0.5);

/** An origin of its own with the bundled worker; loopback is a secure context, so WebCrypto is there. */
const serve = async (script: string): Promise<{ origin: string; close(): void }> => {
  const server = createServer((request, response) => {
    const isScript = request.url === "/worker.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : "<!doctype html><title>bench</title>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
};

const ask = <T>(page: PhonePage, what: string): Promise<T> =>
  page.evaluate(
    (asked) =>
      new Promise<unknown>((resolve, reject) => {
        const worker = new Worker("/worker.js");
        worker.addEventListener("error", (event) => reject(new Error(event.message)));
        worker.addEventListener("message", ({ data }: MessageEvent<{ value?: unknown; error?: string }>) => {
          worker.terminate();
          if (data.error === undefined) resolve(data.value);
          else reject(new Error(data.error));
        });
        worker.postMessage(asked);
      }),
    what,
  ) as Promise<T>;

/**
 * Unlocking, saving and opening the list of 10,000 patients under encryption, in Chromium made four times slower, with
 * the same store unsealed as the peer. The app's own modules; its screens are measured by `bench client`.
 */
export const measureAtRest = async (say: (line: string) => void): Promise<Row[]> => {
  if (!chromiumIsHere()) throw new Error("Chromium is not here: set CHROMIUM_PATH to its program.");
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "in-worker.ts")],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: "es2022",
    minify: true,
    logLevel: "silent",
  });
  const site = await serve(outputFiles[0]?.text ?? "");
  const profile = mkdtempSync(join(tmpdir(), "bench-security-"));
  const page = await openPhonePage(profile);
  try {
    const limit = await calibrate(page);
    say(`CPU limit: ${limitText(limit)}`);
    await page.goto(site.origin);
    const slowly = <T>(what: string) => limited(limit, page, () => ask<T>(page, what));
    const unlock = await slowly<number[]>("unlock");
    say(`  unlock, ms: ${unlock.map((ms) => ms.toFixed(0)).join(" ")}`);
    const save = await slowly<Pair>("save");
    say(`  save, ms: plain ${median(save.plain).toFixed(1)}, sealed ${median(save.sealed).toFixed(1)}`);
    const rows = await slowly<Pair>("decrypt");
    return [
      lessIsBetter("unlock-4x", "ms", median(unlock)),
      lessIsBetter("encrypted-save-overhead", "x of plain", median(save.sealed) / median(save.plain)),
      lessIsBetter("decrypt-projection-10k-4x", "ms", median(rows.sealed), [
        { name: "not sealed", value: median(rows.plain) },
      ]),
    ];
  } finally {
    await page.close();
    site.close();
    rmSync(profile, { recursive: true, force: true });
  }
};
