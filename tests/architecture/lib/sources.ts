import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const rootDir = fileURLToPath(new URL("../../../", import.meta.url));

const skipped = new Set(["node_modules", "dist", ".tsbuild", ".git", "data", "out", "shots"]);
const isSource = (name: string): boolean => /\.(ts|tsx|mts|mjs|js)$/.test(name) && !name.endsWith(".d.ts");

export interface SourceFile {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Every source file under a folder of the repository, tests included. */
export const sourcesUnder = (folder: string): SourceFile[] => {
  const found: SourceFile[] = [];
  const walk = (dir: string): void => {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      if (skipped.has(entry.name)) continue;
      const full = join(dir, entry.name);
      if (entry.isDirectory()) walk(full);
      else if (isSource(entry.name))
        found.push({
          path: relative(rootDir, full).split(sep).join("/"),
          text: readFileSync(full, "utf8"),
        });
    }
  };
  walk(join(rootDir, folder));
  return found;
};

/** Folders at the root that hold source files. */
export const topFolders = (): string[] =>
  readdirSync(rootDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !skipped.has(entry.name))
    .map((entry) => entry.name)
    .filter((name) => sourcesUnder(name).length > 0);

export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/[^\n]*/g, "$1");

const importing =
  /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+|\bvi\.mock\(\s*|\bnew URL\(\s*)["']([^"'\n]+)["']/g;

/** Every module that a source names: static, dynamic, re-exported, for its types or its side effects. */
export const importsOf = (text: string): string[] => {
  const names = new Set<string>();
  for (const match of withoutComments(text).matchAll(importing)) {
    const name = match[1];
    const isUrl = match[0].startsWith("new URL");
    if (name !== undefined && (!isUrl || /\.(ts|tsx|mjs|js)$/.test(name))) names.add(name);
  }
  return [...names];
};
