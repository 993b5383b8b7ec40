import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { rootDir } from "./root.mjs";
import { run } from "./run.mjs";
import { tool } from "./static-checks.mjs";

const readReport = (file) => {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
};

/** A test file that could not even be loaded has no tests to count: it counts as one failure itself. */
const unloadable = (report) =>
  report.testResults
    .filter(
      (file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"),
    )
    .map((file) => `${relative(rootDir, file.name)} could not be run`);

const namesOf = (report, statuses) =>
  report.testResults.flatMap((file) =>
    file.assertionResults.filter((test) => statuses.includes(test.status)).map((test) => test.fullName),
  );

/**
 * Runs some of vitest's projects and counts from its own JSON report, not from what it prints.
 * @param {readonly string[]} projects
 * @param {{ timeoutMs: number, env?: Record<string, string | undefined> }} options
 * @returns {Promise<{ passed: number, failed: readonly string[], skipped: readonly string[] }>}
 */
export const runVitest = async (projects, { timeoutMs, env }) => {
  const folder = mkdtempSync(join(tmpdir(), "arogya-vitest-"));
  const reportFile = join(folder, "report.json");
  try {
    const { code, timedOut } = await run(
      tool("vitest"),
      [
        "run",
        "--passWithNoTests",
        ...projects.flatMap((project) => ["--project", project]),
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${reportFile}`,
      ],
      { cwd: rootDir, timeoutMs, env },
    );
    const report = readReport(reportFile);
    const lane = projects.join(", ");
    if (!report)
      return {
        passed: 0,
        failed: [
          timedOut
            ? `${lane}: ran out of time (${Math.round(timeoutMs / 1000)} s)`
            : `${lane}: vitest ended with ${code} and no report`,
        ],
        skipped: [],
      };
    const failed = [...namesOf(report, ["failed"]), ...unloadable(report)];
    // An error outside any test (an unhandled rejection) fails the run without failing a test.
    if (code !== 0 && failed.length === 0)
      failed.push(`${lane}: vitest ended with ${code} although no test failed`);
    return {
      passed: report.numPassedTests,
      failed,
      skipped: namesOf(report, ["skipped", "pending", "todo"]),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
