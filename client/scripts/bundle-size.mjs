// JavaScript that a first visit to the field role downloads before a screen stands, without wasm, gzip:
// `node client/scripts/bundle-size.mjs [--json] [DIST]`, after a build. Exit code 1 when over budget.
import { readFile, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";

/** reference/client.md, budgets: "Field first route JS (no wasm)". */
const BUDGET_BYTES = 260 * 1024;
/** By name, as vite.config.ts calls them, or by source: what starts, the frame of every screen, the field's screens, a language. */
const ROOTS = ["start", "frame", "src/features/field/index.ts", "src/locales/en/index.ts"];

const args = process.argv.slice(2);
const dist = resolve(args.find((a) => !a.startsWith("--")) ?? join(import.meta.dirname, "../dist"));
const manifest = JSON.parse(await readFile(join(dist, ".vite/manifest.json"), "utf8"));

const page = new Set();
const follow = (key) => {
  const chunk = manifest[key];
  if (!chunk) throw new Error(`the build has no ${key}: has it moved? Then ROOTS must follow.`);
  if (page.has(chunk.file)) return;
  page.add(chunk.file);
  for (const other of chunk.imports ?? []) follow(other);
};
const keyOf = (root) =>
  Object.keys(manifest).find((key) => key === root || manifest[key].name === root) ?? root;
for (const root of ROOTS) follow(keyOf(root));

// The worker is a build of its own, not in the manifest: its first chunk and what that imports statically.
const pageFiles = new Set(Object.values(manifest).map((chunk) => chunk.file));
const others = (await readdir(join(dist, "assets"))).filter(
  (name) => name.endsWith(".js") && !pageFiles.has(`assets/${name}`),
);
const worker = new Set();
const followWorker = async (name) => {
  if (worker.has(`assets/${name}`)) return;
  worker.add(`assets/${name}`);
  const code = await readFile(join(dist, "assets", name), "utf8");
  for (const [, other] of code.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g))
    await followWorker(other);
};
for (const name of others) if (name.startsWith("main-")) await followWorker(name);

const sizes = async (files) =>
  Object.fromEntries(
    await Promise.all(
      [...files].map(async (f) => [f, gzipSync(await readFile(join(dist, f)), { level: 9 }).length]),
    ),
  );
const total = (of) => Object.values(of).reduce((sum, size) => sum + size, 0);
const [pageSizes, workerSizes] = [await sizes(page), await sizes(worker)];
const firstRouteGzip = total(pageSizes) + total(workerSizes);

if (args.includes("--json"))
  process.stdout.write(
    `${JSON.stringify({ firstRouteGzip, budget: BUDGET_BYTES, page: pageSizes, worker: workerSizes }, null, 2)}\n`,
  );
else {
  const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`.padStart(10);
  for (const [file, size] of Object.entries({ ...pageSizes, ...workerSizes })) console.log(kb(size), file);
  console.log(kb(firstRouteGzip), `field first route with its worker; budget ${kb(BUDGET_BYTES).trim()}`);
}
if (firstRouteGzip > BUDGET_BYTES) process.exitCode = 1;
