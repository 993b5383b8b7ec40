import type { PatientRow } from "../../data/rows.ts";
import { contextOf } from "../../ui/clinical/person.ts";
import { type Severity, severities, severityOf } from "../../ui/clinical/severity.ts";

export const wardSorts = ["severity", "time", "name"] as const;
export type WardSort = (typeof wardSorts)[number];

export interface WardFilter {
  readonly text: string;
  /** Empty: every clinic. */
  readonly clinicId: string;
  readonly onlyAbnormal: boolean;
}

// Rows are immutable and new on every change, so their severity is worked out once.
const cache = new WeakMap<PatientRow, Severity>();

export const rowSeverity = (row: PatientRow, nowMs: number): Severity => {
  const known = cache.get(row);
  if (known !== undefined) return known;
  const severity = severityOf(row.latest?.values, contextOf(row, nowMs));
  cache.set(row, severity);
  return severity;
};

const matches = (row: PatientRow, { text, clinicId, onlyAbnormal }: WardFilter, nowMs: number): boolean => {
  if (clinicId !== "" && row.site !== clinicId && !row.careSites.includes(clinicId)) return false;
  if (onlyAbnormal && !["critical", "abnormal"].includes(rowSeverity(row, nowMs))) return false;
  const wanted = text.trim().toLocaleLowerCase();
  return (
    wanted === "" ||
    [row.name, row.nameLocal, row.village, row.phone, ...row.cards].some((one) =>
      one?.toLocaleLowerCase().includes(wanted),
    )
  );
};

/** The rows to show, in order; equal ones by the newest reading, then by id so that rows never swap by themselves. */
export const wardRows = (
  rows: readonly PatientRow[],
  filter: WardFilter,
  sort: WardSort,
  nowMs: number,
): readonly PatientRow[] => {
  const time = (row: PatientRow): number => row.latest?.measuredAtMs ?? Number.NEGATIVE_INFINITY;
  const newest = (a: PatientRow, b: PatientRow): number => {
    const [x, y] = [time(a), time(b)];
    return x === y ? (a.id < b.id ? -1 : 1) : y > x ? 1 : -1;
  };
  const rank = (row: PatientRow): number => severities.indexOf(rowSeverity(row, nowMs));
  const order: Record<WardSort, (a: PatientRow, b: PatientRow) => number> = {
    severity: (a, b) => rank(a) - rank(b) || newest(a, b),
    time: newest,
    name: (a, b) => a.name.localeCompare(b.name) || newest(a, b),
  };
  return rows.filter((row) => matches(row, filter, nowMs)).sort(order[sort]);
};
