// `npm run build`: bundles of the relay, the gateway and the command line (esbuild) and of the app (Vite), each into its own dist/.
// Only what is stale is built, unless --force is given; names (relay, cli, edge, client) restrict it to those.
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundles, distOf, freshness, stampOf } from "./lib/bundles.mjs";
import { rootDir } from "./lib/root.mjs";
import { run } from "./lib/run.mjs";
import { sha256Of, wasmPins, wasmProblems } from "./lib/wasm-pins.mjs";

/**
 * Only our own packages go into a bundle: their exports are TypeScript, which Node 20 does not read. Everything from
 * npm stays outside, because native modules cannot be bundled and Automerge must be one module with one wasm memory.
 */
const npmStaysOutside = {
  name: "npm-stays-outside",
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || path.startsWith("@arogyasync/") ? undefined : { path, external: true },
    );
  },
};

const bundleNode = async (name) => {
  const { build } = await import("esbuild");
  const { workspace, entries } = bundles[name];
  await build({
    absWorkingDir: join(rootDir, workspace),
    entryPoints: Object.entries(entries).map(([out, source]) => ({ in: source, out })),
    outdir: "dist",
    bundle: true,
    // A command loads only what it uses: Automerge's wasm costs a tenth of a second that `--help` need not pay.
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "warning",
    plugins: [npmStaysOutside],
  });
};

const bundleApp = async () => {
  const vite = join(rootDir, "node_modules/vite/bin/vite.js");
  const { code, output } = await run(process.execPath, [vite, "build", "--logLevel", "warn"], {
    cwd: join(rootDir, "client"),
    env: { NODE_ENV: "production", NO_COLOR: "1" },
    quiet: true,
  });
  if (code !== 0) throw new Error(output.trimEnd());
  // What a bundler did to it on the way would run on every phone.
  const assets = join(distOf("client"), "assets");
  const pins = Object.values(wasmPins);
  for (const name of readdirSync(assets).filter((file) => file.endsWith(".wasm")))
    if (!pins.includes(sha256Of(join(assets, name))))
      throw new Error(`${name} is no wasm that was looked at`);
};

const builders = { relay: bundleNode, cli: bundleNode, edge: bundleNode, client: bundleApp };

/** Before the app has a page there is nothing to bundle; the relay then serves its API alone. */
const isBuildable = (name) =>
  name !== "client" || existsSync(join(rootDir, bundles.client.workspace, "index.html"));

/**
 * Builds what is stale.
 * @param {(line: string) => void} say
 * @param {{ force?: boolean, only?: readonly string[] }} [options]
 * @returns {Promise<boolean>} whether everything is built now.
 */
export const ensureBuilt = async (say, { force = false, only = Object.keys(bundles) } = {}) => {
  const foreign = only.some((name) => !freshness(name).isFresh || force) ? wasmProblems() : [];
  if (foreign.length > 0) {
    for (const problem of foreign) say(problem);
    return false;
  }
  for (const name of only) {
    if (!isBuildable(name)) continue;
    const { now, isFresh } = freshness(name);
    if (isFresh && !force) continue;
    say(`Building ${name}…`);
    rmSync(distOf(name), { recursive: true, force: true });
    try {
      await builders[name](name);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
      say(`${name} could not be built (the reason is above).`);
      return false;
    }
    writeFileSync(stampOf(name), now);
  }
  return true;
};

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const say = (line) => process.stdout.write(`${line}\n`);
  const names = Object.keys(bundles).filter((name) => process.argv.includes(name));
  const options = { force: process.argv.includes("--force"), ...(names.length > 0 && { only: names }) };
  process.exitCode = (await ensureBuilt(say, options)) ? 0 : 1;
}
