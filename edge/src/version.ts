import { readFileSync } from "node:fs";

/** The package's version; its manifest lies one folder above, from the sources as from the bundle. */
export const version: string = (
  JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string }
).version;
