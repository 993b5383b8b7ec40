import {
  checkReading,
  importVital,
  type IntegerVitalField,
  type VitalValues,
} from "@arogyasync/shared/vitals";
import { columnByField, fieldByColumn, type VitalColumn, vitalColumns } from "./columns.ts";
import type { Tally } from "./tally.ts";

/** A value, row or file that did not come in as it stood, with where it is and why. Never left out in silence. */
export interface Finding {
  readonly file: string;
  /** 1 is the header; absent where the whole file is meant. */
  readonly line?: number;
  readonly column?: string;
  /** The value as the file has it. */
  readonly source?: string;
  readonly code:
    | "below-hard-limit"
    | "above-hard-limit"
    | "not-a-number"
    | "systolic-not-above-diastolic"
    | "row-columns"
    | "row-hour"
    | "file-name"
    | "file-columns"
    | "file-empty"
    | "file-too-large"
    | "file-unreadable"
    | "file-repeated"
    | "archive-damaged"
    | "refused";
  readonly detail?: string;
}

export type RowValues = Partial<Record<IntegerVitalField, number>>;

/** Fields whose refusal by the cross-field rules keeps a reading from being stored. */
const contradictedFields = (values: RowValues): readonly IntegerVitalField[] =>
  checkReading(values as VitalValues)
    .issues.filter(({ code }) => code === "systolic-not-above-diastolic")
    .flatMap(({ fields }) => fields as readonly IntegerVitalField[]);

/**
 * The values of one row in stored units. What is outside the hard limits, or contradicts its neighbour, is left out
 * of the result and put into `findings`; the rest of the row is kept (a mean pressure beside a swapped pair is).
 */
export const readRowValues = (
  cells: ReadonlyMap<string, string>,
  where: { readonly file: string; readonly line: number },
  tally: Tally,
  findings: Finding[],
): { values: RowValues; hadValues: boolean } => {
  const values: RowValues = {};
  const roundedFields = new Set<IntegerVitalField>();
  let hadValues = false;
  for (const column of vitalColumns) {
    const source = cells.get(column);
    const imported = importVital(fieldByColumn[column], source);
    if (imported.ok) {
      values[fieldByColumn[column]] = imported.value;
      if (imported.rounded) roundedFields.add(fieldByColumn[column]);
    } else if (imported.code === "missing") continue;
    else {
      tally.columns[column][imported.code === "not-a-number" ? "notANumber" : "outsideLimits"] += 1;
      findings.push({ ...where, column, source: source ?? "", code: imported.code });
    }
    hadValues = true;
  }
  for (const field of contradictedFields(values)) {
    const column = columnByField[field as keyof typeof columnByField];
    delete values[field];
    tally.columns[column].contradictory += 1;
    findings.push({
      ...where,
      column,
      source: cells.get(column) ?? "",
      code: "systolic-not-above-diastolic",
    });
  }
  for (const field of Object.keys(values) as IntegerVitalField[]) {
    const column: VitalColumn = columnByField[field as keyof typeof columnByField];
    tally.columns[column].stored += 1;
    if (roundedFields.has(field)) tally.columns[column].rounded += 1;
  }
  return { values, hadValues };
};
