import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint } from "./fingerprint.mjs";
import { rootDir } from "./root.mjs";
import { run } from "./run.mjs";

const stampFile = join(rootDir, "node_modules/.arogya-install");
const readText = (path) => (existsSync(path) ? readFileSync(path, "utf8") : undefined);
const readPackages = (path) => JSON.parse(readText(path) ?? "{}").packages ?? {};

/** Whether what npm says it put into node_modules is what the lockfile asks for. Optional packages may be absent. */
const holdsLockedVersions = () => {
  const installed = readPackages(join(rootDir, "node_modules/.package-lock.json"));
  return (
    Object.keys(installed).length > 0 &&
    Object.entries(readPackages(join(rootDir, "package-lock.json"))).every(
      ([path, wanted]) =>
        !path.startsWith("node_modules/") ||
        wanted.optional ||
        wanted.link ||
        installed[path]?.version === wanted.version,
    )
  );
};

/**
 * Installs dependencies when they are absent or the lockfile has changed since.
 * @param {(line: string) => void} say
 * @returns {Promise<boolean>} whether everything is there now.
 */
export const ensureInstalled = async (say) => {
  const wanted = fingerprint(["package-lock.json"]);
  if (readText(stampFile) === wanted) return true;
  // Someone ran `npm install` by hand, or added a package: nothing to do again.
  if (!holdsLockedVersions()) {
    say("Installing dependencies (a minute or two, once)…");
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    // Not `npm ci`: it refuses a lockfile without the prebuilt binaries of every other platform, and a registry
    // mirror that lacks those cannot write one that has them. `--no-save` takes the locked versions and leaves the
    // lockfile as it is.
    const { code, output } = await run(
      npm,
      ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"],
      { cwd: rootDir, quiet: true },
    );
    if (code !== 0) {
      say(output.trimEnd().split("\n").slice(-15).join("\n"));
      say("npm install failed (its last lines are above). Check the network and try again.");
      return false;
    }
  }
  writeFileSync(stampFile, wanted);
  return true;
};
