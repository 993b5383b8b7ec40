import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Inside node_modules, so that what is built there finds its packages. */
const OUT_DIR = join(
  fileURLToPath(new URL("../../../", import.meta.url)),
  "node_modules/.cache/arogya-bench",
  String(process.pid),
);

/**
 * Runs one of our TypeScript files in a process of its own, its argument as JSON. As plain JavaScript, as a deployment
 * would: a TypeScript loader costs 50 MB and a second, and memory is measured here.
 */
export const spawnTs = async (
  file: URL,
  task: unknown = {},
  stderr: "inherit" | "ignore" = "inherit",
): Promise<ChildProcess> => {
  mkdirSync(OUT_DIR, { recursive: true });
  const source = fileURLToPath(file);
  const outfile = join(OUT_DIR, `${basename(source, ".ts")}.mjs`);
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    plugins: [
      {
        name: "packages-stay-outside",
        setup: (build) =>
          build.onResolve({ filter: /^[^./]/ }, ({ path }) =>
            path.startsWith("@arogyasync/") ? undefined : { path, external: true },
          ),
      },
    ],
  });
  return spawn(process.execPath, [outfile, JSON.stringify(task)], {
    stdio: ["ignore", "inherit", stderr, "ipc"],
  });
};
