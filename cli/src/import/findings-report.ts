import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Finding } from "../core/challenge2019/read-row.ts";

/** On the terminal; the file has them all. */
const SHOWN = 100;

const texts: Readonly<Record<Finding["code"], string>> = {
  "below-hard-limit": "below what is possible: left out",
  "above-hard-limit": "above what is possible: left out",
  "not-a-number": "not a number: left out",
  "systolic-not-above-diastolic": "systolic is not above diastolic: both left out",
  "row-columns": "the row has another number of columns than the first line: left out",
  "row-hour": "the row has no whole hour (ICULOS): left out",
  "file-name": "the file's name is no stay's name: left out",
  "file-columns": "the columns HR and ICULOS are missing: left out",
  "file-empty": "the file is empty: left out",
  "file-too-large": "the file is larger than 16 MB: left out",
  "file-unreadable": "the file cannot be read: left out",
  "file-repeated": "the same stay came before in this import: left out",
  "archive-damaged": "the archive breaks off here; what came before it is in",
  refused: "not accepted",
};

export const findingText = ({ file, line, column, source, code, detail }: Finding): string =>
  [
    line === undefined ? file : `${file}:${line}`,
    ...(column === undefined ? [] : [source === undefined ? column : `${column} ${source}`]),
    `${texts[code]}${detail === undefined ? "" : ` (${detail})`}`,
  ].join("  ");

export interface FindingsReport {
  readonly add: (finding: Finding) => void;
  readonly countByCode: Readonly<Record<string, number>>;
  readonly file: string | undefined;
  /** Says how many more there are than were shown. */
  close(): void;
}

/** Every finding, at once: the first hundred as lines, all of them in a file of JSON lines where one is given. */
export const openFindingsReport = (
  file: string | undefined,
  show: (line: string) => void,
): FindingsReport => {
  const countByCode: Record<string, number> = {};
  let count = 0;
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  const open = file === undefined ? undefined : openSync(file, "w", 0o600);
  return {
    add(finding) {
      countByCode[finding.code] = (countByCode[finding.code] ?? 0) + 1;
      count += 1;
      if (open !== undefined) writeSync(open, `${JSON.stringify(finding)}\n`);
      if (count <= SHOWN || open === undefined) show(findingText(finding));
    },
    countByCode,
    file,
    close() {
      if (open === undefined) return;
      if (count > SHOWN) show(`… and ${count - SHOWN} more, all in ${file}`);
      closeSync(open);
    },
  };
};
