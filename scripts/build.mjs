// `npm run build`: bundles of the relay and the command line (esbuild) and of the app (Vite), each into its own dist/.
// Only what is stale is built, unless --force is given.
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundles, distOf, freshness, stampOf } from "./lib/bundles.mjs";
import { rootDir } from "./lib/root.mjs";
import { run } from "./lib/run.mjs";

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

const bundleNode = async (workspace, entryPoints) => {
  const { build } = await import("esbuild");
  const src = join(rootDir, workspace, "src");
  await build({
    absWorkingDir: rootDir,
    entryPoints: entryPoints.map((entry) => join(src, entry)),
    outbase: src,
    outdir: join(rootDir, workspace, "dist"),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "linked",
    sourcesContent: false,
    logLevel: "warning",
    plugins: [npmStaysOutside],
  });
};

/** Threads of a service: every `*.worker.ts`, wherever it lies. */
const workersOf = (workspace, folder = "") =>
  readdirSync(join(rootDir, workspace, "src", folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return workersOf(workspace, path);
    return entry.name.endsWith(".worker.ts") ? [path] : [];
  });

const bundleApp = async () => {
  const vite = join(rootDir, "node_modules/vite/bin/vite.js");
  const { code, output } = await run(process.execPath, [vite, "build", "--logLevel", "warn"], {
    cwd: join(rootDir, "client"),
    env: { NODE_ENV: "production" },
    quiet: true,
  });
  if (code !== 0) throw new Error(output.trimEnd());
};

const builders = {
  relay: () => bundleNode("sync-server", ["main.ts", ...workersOf("sync-server")]),
  cli: () => bundleNode("cli", ["main.ts"]),
  client: bundleApp,
};

/** Before the app has a page there is nothing to bundle; the relay then serves its API alone. */
const isBuildable = (name) =>
  existsSync(join(rootDir, bundles[name].workspace, name === "client" ? "index.html" : "src/main.ts"));

/**
 * Builds what is stale.
 * @param {(line: string) => void} say
 * @param {{ force?: boolean }} [options]
 * @returns {Promise<boolean>} whether everything is built now.
 */
export const ensureBuilt = async (say, { force = false } = {}) => {
  for (const name of Object.keys(bundles)) {
    if (!isBuildable(name)) continue;
    const { now, isFresh } = freshness(name);
    if (isFresh && !force) continue;
    say(`Building ${name}…`);
    rmSync(distOf(name), { recursive: true, force: true });
    try {
      await builders[name]();
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
  process.exitCode = (await ensureBuilt(say, { force: process.argv.includes("--force") })) ? 0 : 1;
}
