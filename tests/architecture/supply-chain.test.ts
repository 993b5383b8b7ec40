import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readFileSync } from "node:fs";
import { afterAll, expect, it } from "vitest";

interface Lock {
  readonly packages: Record<string, Record<string, unknown>>;
}
/** Scripts are plain JavaScript without types: these are what they promise. */
const { lockProblems, sbomProblems } = (await import(
  new URL("../../scripts/lib/supply-chain.mjs", import.meta.url).href
)) as {
  readonly lockProblems: (lock: Lock, manifest: object) => string[];
  readonly sbomProblems: (sbom: object, lock: Lock) => string[];
};
const { wasmPins, wasmProblems } = (await import(
  new URL("../../scripts/lib/wasm-pins.mjs", import.meta.url).href
)) as {
  wasmPins: Record<string, string>;
  readonly wasmProblems: (pins?: Record<string, string>, folder?: string) => string[];
};
const root = join(import.meta.dirname, "../..");
const readJson = (path: string) => JSON.parse(readFileSync(join(root, path), "utf8")) as Lock;
const scratch = mkdtempSync(join(tmpdir(), "arogya-pins-"));
afterAll(() => rmSync(scratch, { recursive: true }));

it("[HD6] the wasm that handles records is the pinned one; any other, or none, is named", () => {
  expect(wasmProblems()).toEqual([]);
  const [path = ""] = Object.keys(wasmPins);
  mkdirSync(dirname(join(scratch, path)), { recursive: true });
  cpSync(join(root, path), join(scratch, path));
  const pins = { [path]: wasmPins[path] ?? "" };
  expect(wasmProblems(pins, scratch)).toEqual([]);
  writeFileSync(join(scratch, path), Buffer.concat([readFileSync(join(root, path)), Buffer.from([0])]));
  expect(wasmProblems(pins, scratch)[0]).toContain("is not the one that was looked at");
  rmSync(join(scratch, path));
  expect(wasmProblems(pins, scratch)).toEqual([`${path} is missing`]);
});

it("[HD6] every package has its hash, is tied to no address, and runs no script that is not allowed", () => {
  const manifest = readJson("package.json");
  expect(lockProblems(readJson("package-lock.json"), manifest)).toEqual([]);
  const lock = (entry: Record<string, unknown>): Lock => ({
    packages: { "node_modules/odd": { version: "1.0.0", integrity: "sha512-x", ...entry } },
  });
  expect(lockProblems(lock({}), manifest)).toEqual([]);
  expect(lockProblems(lock({ integrity: undefined }), manifest)).toEqual([
    "odd has no SHA-512 in the lockfile",
  ]);
  expect(lockProblems(lock({ resolved: "https://evil.example/odd.tgz" }), manifest)).toEqual([
    "odd is tied to the address https://evil.example/odd.tgz",
  ]);
  expect(lockProblems(lock({ hasInstallScript: true }), manifest)[0]).toContain("allowScripts");
});

it("[HD6] a bill of materials that leaves a package out is noticed", () => {
  const lock: Lock = {
    packages: {
      "": {},
      "node_modules/@scope/one": { version: "1.2.3" },
      "node_modules/two": { version: "2.0.0" },
      "node_modules/ours": { link: true },
    },
  };
  const component = (purl: string) => ({ purl });
  const whole = {
    bomFormat: "CycloneDX",
    components: ["pkg:npm/%40scope/one@1.2.3", "pkg:npm/two@2.0.0"].map(component),
  };
  expect(sbomProblems(whole, lock)).toEqual([]);
  expect(sbomProblems({ ...whole, components: whole.components.slice(1) }, lock)).toEqual([
    "the bill of materials lacks @scope/one@1.2.3",
  ]);
  expect(sbomProblems({}, lock)).toEqual(["this is no CycloneDX document"]);
});
