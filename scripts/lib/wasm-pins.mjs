import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rootDir } from "./root.mjs";

/**
 * The wasm that reads and writes patient records, by SHA-256: compiled code that no reviewer of a lockfile sees. A new
 * version of Automerge changes these on purpose, after a look at where it came from.
 */
export const wasmPins = {
  // The phone's and the browser's.
  "node_modules/@automerge/automerge/dist/automerge.wasm":
    "2a613b3ba557689889eadd66a54732223859be0f9a45b933d1512d8f2686367a",
  // The relay's and the command line's.
  "node_modules/@automerge/automerge/dist/mjs/wasm_bindgen_output/nodejs/automerge_wasm_bg.wasm":
    "2a613b3ba557689889eadd66a54732223859be0f9a45b933d1512d8f2686367a",
};

export const sha256Of = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");

/**
 * What is not as pinned, in sentences; empty when all is.
 * @param {Readonly<Record<string, string>>} pins @param {string} folder
 */
export const wasmProblems = (pins = wasmPins, folder = rootDir) =>
  Object.entries(pins).flatMap(([path, pin]) => {
    const file = join(folder, path);
    if (!existsSync(file)) return [`${path} is missing`];
    const found = sha256Of(file);
    return found === pin
      ? []
      : [`${path} is not the one that was looked at: its SHA-256 is ${found}, expected ${pin}`];
  });
