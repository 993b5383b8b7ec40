// Run by hand after an intended change of a format: `npx tsx tests/golden/generate.ts`. Look at the diff before committing it.
import "../setup.ts";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { vectors } from "./vectors.ts";

for (const [name, content] of Object.entries(vectors()))
  writeFileSync(fileURLToPath(new URL(name, import.meta.url)), `${JSON.stringify(content, null, 2)}\n`);
