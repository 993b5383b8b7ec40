import { writeFileSync } from "node:fs";
import type { Report } from "./report.ts";

/** The report as a table on standard output. */
export const printTable = (report: Report): void => {
  const lines = [
    ["row", "ours", "unit", "ratio", "peers"],
    ...report.rows.map((row) => [
      row.name,
      String(row.value),
      row.unit,
      row.ratio === undefined ? "–" : `${row.ratio}×`,
      row.peers.map((p) => `${p.name} ${p.value}`).join(", "),
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  console.log(`\n${report.bench}`);
  for (const line of lines)
    console.log(
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join("  ")
        .trimEnd(),
    );
};

/** The report as one JSON document, for a comparison with other runs. */
export const writeJson = (report: Report, path: string): void =>
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`);
