import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint } from "./fingerprint.mjs";
import { rootDir } from "./root.mjs";

const common = ["package-lock.json", "tsconfig.base.json", "scripts/lib/bundles.mjs", "scripts/build.mjs"];

/**
 * What is built, where to, and from what. `entries` are output name → source; a thread's bundle lies beside the bundle
 * that starts it, under the name that `new URL("./…", import.meta.url)` asks for there.
 */
export const bundles = {
  relay: {
    workspace: "sync-server",
    entries: { main: "src/main.ts", worker: "src/adapters/worker.ts" },
    inputs: [...common, "shared/src", "shared/package.json", "sync-server/src", "sync-server/package.json"],
  },
  cli: {
    workspace: "cli",
    entries: { main: "src/main.ts", tether: "src/supervisor/tether.ts" },
    inputs: [
      ...common,
      ...["shared", "sync-server", "cli"].flatMap((name) => [`${name}/src`, `${name}/package.json`]),
    ],
  },
  edge: {
    workspace: "edge",
    entries: { main: "src/main.ts" },
    inputs: [...common, "shared/src", "shared/package.json", "edge/src", "edge/package.json"],
  },
  client: {
    workspace: "client",
    inputs: [
      ...common,
      "shared/src",
      "shared/package.json",
      ...["src", "public", "index.html", "vite.config.ts", "package.json"].map((name) => `client/${name}`),
    ],
  },
};

export const distOf = (name) => join(rootDir, bundles[name].workspace, "dist");
export const stampOf = (name) => join(distOf(name), ".built-from");

/** What the sources look like now, and whether the bundle was made from exactly these. */
export const freshness = (name) => {
  const now = fingerprint(bundles[name].inputs);
  const stamp = stampOf(name);
  return { now, isFresh: existsSync(stamp) && readFileSync(stamp, "utf8") === now };
};
