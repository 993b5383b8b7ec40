import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../../", import.meta.url));
/** Inside node_modules, so that the bundle finds its packages; a folder for each test process. */
const outDir = join(root, "node_modules", ".cache", "arogya-test-relay", String(process.pid));

let built: Promise<string> | undefined;

/**
 * The relay child and its worker as plain JavaScript, as a deployment runs them: a TypeScript loader in every process
 * and thread costs seconds at each start and 50 MB each. Gives the child's file.
 */
export const relayBundle = (): Promise<string> => {
  built ??= (async () => {
    mkdirSync(outDir, { recursive: true });
    await build({
      entryPoints: {
        child: join(root, "tests/support/relay/child.ts"),
        worker: join(root, "sync-server/src/adapters/worker.ts"),
      },
      outdir: outDir,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "esm",
      sourcemap: "inline",
      plugins: [
        {
          name: "packages-stay-outside",
          setup: (bundler) =>
            bundler.onResolve({ filter: /^[^./]/ }, ({ path }) =>
              path.startsWith("@arogyasync/") ? undefined : { path, external: true },
            ),
        },
      ],
    });
    return join(outDir, "child.js");
  })();
  return built;
};
