import { vitalColumns } from "../core/challenge2019/columns.ts";
import type { Tally } from "../core/challenge2019/tally.ts";
import type { Written } from "./stay-writer.ts";

const row = (cells: readonly (string | number)[]): string =>
  cells.map((cell, i) => (i === 0 ? String(cell).padEnd(8) : String(cell).padStart(15))).join("");

/** The counts of an import as a person reads them. `written` is absent for a dry run. */
export const summaryLines = (tally: Tally, written: Written | undefined): string[] => [
  `Files    ${tally.files}: ${tally.stays} stays, ${tally.filesLeftOut} left out`,
  `Rows     ${tally.rows}: ${tally.rowsWithReading} with a reading (${tally.rowsRepeated} repeat an earlier one), ` +
    `${tally.rowsEmpty} empty, ${tally.rowsWithoutUsableValue} without a usable value, ${tally.rowsUnreadable} unreadable`,
  row(["Column", "stored", "rounded", "outside limits", "not a number", "contradictory"]),
  ...vitalColumns.map((column) => {
    const { stored, rounded, outsideLimits, notANumber, contradictory } = tally.columns[column];
    return row([column, stored, rounded, outsideLimits, notANumber, contradictory]);
  }),
  ...(written
    ? [
        `Patients ${written.patientsNew} new, ${written.patientsKnown} known`,
        `Readings ${written.readingsNew} new, ${written.readingsKnown} known`,
        `Changes  ${written.changes} new, ${written.refused} refused`,
      ]
    : []),
];
