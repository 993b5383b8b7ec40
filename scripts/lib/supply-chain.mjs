import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rootDir } from "./root.mjs";
import { run } from "./run.mjs";
import { wasmProblems } from "./wasm-pins.mjs";

const npm = process.platform === "win32" ? "npm.cmd" : "npm";
const SBOM_FILE = "out/sbom.cdx.json";
/** Vulnerabilities from here on fail the run, in what is deployed. */
const AUDIT_LEVEL = "high";
const AUDIT_TIMEOUT_MS = 60_000;
const SBOM_TIMEOUT_MS = 120_000;

const readJson = (path) => JSON.parse(readFileSync(join(rootDir, path), "utf8"));

/** Packages of the lockfile that come from a registry: not ours, not links to ours. */
const foreignPackages = (lock) =>
  Object.entries(lock.packages)
    .filter(([path, entry]) => path.startsWith("node_modules/") && !entry.link)
    .map(([path, entry]) => ({
      name: entry.name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
      ...entry,
    }));

/**
 * What is wrong with a lockfile: a package without the hash of its content, one tied to an address (git, a tarball, one registry), one that
 * runs a script at install and is not on the list of those that may.
 */
export const lockProblems = (lock, manifest) => {
  const allowed = manifest.allowScripts ?? {};
  return foreignPackages(lock).flatMap(({ name, integrity, resolved, hasInstallScript }) => [
    ...((integrity ?? "").startsWith("sha512-") ? [] : [`${name} has no SHA-512 in the lockfile`]),
    // The lockfile names no hosts: whichever registry is configured must have the very bytes of the hash.
    ...(/^[a-z+]+:/.test(resolved ?? "") ? [`${name} is tied to the address ${resolved}`] : []),
    ...(hasInstallScript && allowed[name] !== true
      ? [`${name} wants to run a script when it is installed and is not in allowScripts`]
      : []),
  ]);
};

/** What is wrong with a bill of materials: a package of the lockfile that it does not list with version and address. */
export const sbomProblems = (sbom, lock) => {
  if (sbom.bomFormat !== "CycloneDX") return ["this is no CycloneDX document"];
  const listed = new Set(
    (sbom.components ?? [])
      .filter((c) => c.purl)
      .map((c) => decodeURIComponent(c.purl).replace(/^pkg:npm\//, "")),
  );
  return foreignPackages(lock)
    .filter(({ name, version, optional }) => !optional && !listed.has(`${name}@${version}`))
    .map(({ name, version }) => `the bill of materials lacks ${name}@${version}`);
};

const makeSbom = async () => {
  const { code, output } = await run(npm, ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"], {
    cwd: rootDir,
    env: { NODE_ENV: "", npm_config_loglevel: "error" },
    quiet: true,
    timeoutMs: SBOM_TIMEOUT_MS,
  });
  if (code !== 0) return { problems: [`npm sbom ended with ${code}: ${output.trim().slice(0, 200)}`] };
  const sbom = JSON.parse(output.slice(output.indexOf("{")));
  // npm calls the project by the folder that it lies in.
  sbom.metadata.component.name = "arogyasync";
  mkdirSync(join(rootDir, "out"), { recursive: true });
  writeFileSync(join(rootDir, SBOM_FILE), `${JSON.stringify(sbom, null, 2)}\n`);
  return { problems: sbomProblems(sbom, readJson("package-lock.json")) };
};

/** Asks the registry about known vulnerabilities of what is deployed. @returns {Promise<{ problem?: string, skipped?: string }>} */
const audit = async () => {
  const { code, output, timedOut } = await run(
    npm,
    ["audit", "--json", "--omit=dev", `--audit-level=${AUDIT_LEVEL}`],
    { cwd: rootDir, quiet: true, timeoutMs: AUDIT_TIMEOUT_MS },
  );
  if (timedOut) return { skipped: "the registry did not answer in time" };
  let report;
  try {
    report = JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1));
  } catch {
    return { skipped: "the registry's answer could not be read" };
  }
  if (report.metadata?.vulnerabilities === undefined)
    return {
      skipped: `the registry answers no audits (${report.statusCode ?? report.error?.code ?? "no network"})`,
    };
  if (code === 0) return {};
  const names = Object.values(report.vulnerabilities ?? {})
    .filter((one) => ["high", "critical"].includes(one.severity))
    .map((one) => one.name);
  return { problem: `known vulnerabilities in ${names.join(", ")}: \`npm audit\` says more` };
};

/**
 * What the product is made of, and whether it is what was looked at: wasm pins, lockfile, bill of materials (written to
 * out/), known vulnerabilities where the registry answers. [HD6]
 * @param {(line: string) => void} say
 * @returns {Promise<{ passed: number, failed: readonly string[], skipped: readonly string[] }>}
 */
export const checkSupplyChain = async (say) => {
  /** @type {readonly (readonly [name: string, step: () => unknown])[]} */
  const steps = [
    ["wasm pins", () => ({ problems: wasmProblems() })],
    ["lockfile", () => ({ problems: lockProblems(readJson("package-lock.json"), readJson("package.json")) })],
    ["bill of materials", makeSbom],
    [
      "audit of dependencies",
      async () => {
        const { problem, skipped } = await audit();
        return { problems: problem === undefined ? [] : [problem], skipped };
      },
    ],
  ];
  const result = { passed: 0, failed: [], skipped: [] };
  for (const [name, step] of steps) {
    const { problems, skipped } = await step();
    if (skipped !== undefined) {
      result.skipped.push(`${name}: ${skipped}`);
      say(`- ${name}: skipped, ${skipped}`);
    } else if (problems.length === 0) {
      result.passed++;
      say(`✓ ${name}`);
    } else {
      result.failed.push(name);
      say(`✗ ${name}\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    }
  }
  return result;
};
