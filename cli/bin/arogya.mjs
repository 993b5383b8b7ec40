#!/usr/bin/env node
// `npx arogya`: the built command line when it was built from exactly these sources, otherwise the sources themselves.
import { existsSync } from "node:fs";
import { requireNode } from "../../scripts/lib/require-node.mjs";

requireNode();
const built = new URL("../dist/main.js", import.meta.url);
const { freshness } = await import("../../scripts/lib/bundles.mjs");
if (existsSync(built) && freshness("cli").isFresh) await import(built.href);
else {
  let tsx;
  try {
    tsx = await import("tsx/esm/api");
  } catch {
    process.stderr.write(
      "ArogyaSync is not installed yet: run `npm install` (or `npm start`) in its folder first.\n",
    );
    process.exit(1);
  }
  tsx.register();
  await import("../src/main.ts");
}
