import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { rootDir } from "./root.mjs";

const skipped = new Set(["node_modules", "dist", ".tsbuild"]);

const filesUnder = (path) => {
  const full = join(rootDir, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .filter((name) => !skipped.has(name))
    .toSorted()
    .flatMap((name) => filesUnder(`${path}/${name}`));
};

/**
 * SHA-256 over names and contents of files and folders (relative to the root). Tests do not count: they are never
 * built. Contents, not dates: a fresh clone or a change of branch and back builds nothing twice.
 */
export const fingerprint = (paths) => {
  const hash = createHash("sha256").update(process.versions.modules);
  for (const path of paths.flatMap(filesUnder)) {
    if (/\.test\.tsx?$/.test(path)) continue;
    const content = readFileSync(join(rootDir, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
};
