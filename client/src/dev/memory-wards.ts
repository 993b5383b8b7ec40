import type { PatientRow } from "../data/rows.ts";
import type { WardView } from "../data/ward.ts";
import { type Cell, cell } from "./cell.ts";

const BEDS = 24;

/** A ward of 24 beds: two empty, one of which people say two things. For looking at only: nothing changes in it. */
export const memoryWards = (rows: readonly PatientRow[]): Cell<readonly WardView[]> => {
  const lying = (index: number): readonly (string | null)[] => {
    if (index === 5) return [rows[0]?.id ?? null, rows[1]?.id ?? null];
    return [index % 11 === 9 ? null : (rows[index]?.id ?? null)];
  };
  const beds = Array.from({ length: BEDS }, (_, index) => ({
    bed: String(index + 1),
    name: String(index + 1),
    patients: lying(index),
    sensors: [],
  }));
  return cell(
    rows.length === 0 ? [] : [{ id: "w1", clinicId: "phc-wadgaon", name: "Female", beds, seen: {} }],
  );
};
