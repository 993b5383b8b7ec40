import { type Finding, readRowValues, type RowValues } from "./read-row.ts";
import type { Tally } from "./tally.ts";

export interface StayRow {
  readonly line: number;
  /** ICULOS: whole hours since admission to intensive care, from 1. */
  readonly hour: number;
  readonly values: RowValues;
}

export interface Stay {
  /** The file's name without folder and ending: "p000288". */
  readonly stayId: string;
  readonly sex: "female" | "male" | undefined;
  /** Whole years; the source has hundredths. */
  readonly ageYears: number | undefined;
  readonly rows: readonly StayRow[];
}

/** Ten years of hours: beyond it the column is something else. */
const MAX_HOUR = 87_660;
const STAY_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/;
const sexByGender: Readonly<Record<string, "female" | "male">> = { "0": "female", "1": "male" };

export const stayIdOf = (file: string): string => (file.split(/[/\\]/).at(-1) ?? "").replace(/\.psv$/i, "");

const wholeHour = (text: string | undefined): number | undefined => {
  const hour = Number(text);
  return text !== undefined && text !== "" && Number.isInteger(hour) && hour >= 0 && hour <= MAX_HOUR
    ? hour
    : undefined;
};

const wholeYears = (text: string | undefined): number | undefined => {
  const years = Math.floor(Number(text));
  return text !== undefined && text !== "" && years >= 0 && years <= 130 ? years : undefined;
};

/**
 * Reads one stay: a header, then a row an hour, cells between bars, `NaN` where nothing was measured. Columns are
 * found by name, in any order; unknown ones are ignored. A bad row costs only itself.
 * @returns undefined when the file as a whole cannot be used; `findings` then says why.
 */
export const readStay = (file: string, text: string, tally: Tally, findings: Finding[]): Stay | undefined => {
  const stayId = stayIdOf(file);
  if (!STAY_ID.test(stayId)) {
    findings.push({ file, code: "file-name" });
    return undefined;
  }
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  while (lines.at(-1)?.trim() === "") lines.pop();
  const header = (lines[0] ?? "").split("|").map((name) => name.trim());
  if (lines.length === 0) {
    findings.push({ file, code: "file-empty" });
    return undefined;
  }
  if (!header.includes("ICULOS") || !header.includes("HR")) {
    findings.push({ file, line: 1, code: "file-columns", detail: "no HR or no ICULOS in the first line" });
    return undefined;
  }
  const rows: StayRow[] = [];
  const said = new Set<string>();
  let sex: Stay["sex"];
  let ageYears: number | undefined;
  for (const [index, text] of lines.entries()) {
    if (index === 0) continue;
    const line = index + 1;
    tally.rows += 1;
    const parts = text.split("|").map((cell) => cell.trim());
    const cells = new Map(header.map((name, i) => [name, parts[i] ?? ""]));
    const hour = wholeHour(cells.get("ICULOS"));
    if (parts.length !== header.length || hour === undefined) {
      tally.rowsUnreadable += 1;
      const code = parts.length === header.length ? "row-hour" : "row-columns";
      findings.push({ file, line, code, source: text.slice(0, 120) });
      continue;
    }
    sex ??= sexByGender[String(Number(cells.get("Gender") || Number.NaN))];
    ageYears ??= wholeYears(cells.get("Age"));
    const { values, hadValues } = readRowValues(cells, { file, line }, tally, findings);
    if (Object.keys(values).length === 0) {
      tally[hadValues ? "rowsWithoutUsableValue" : "rowsEmpty"] += 1;
      continue;
    }
    tally.rowsWithReading += 1;
    const content = JSON.stringify([hour, values]);
    if (said.has(content)) tally.rowsRepeated += 1;
    said.add(content);
    rows.push({ line, hour, values });
  }
  return { stayId, sex, ageYears, rows };
};
