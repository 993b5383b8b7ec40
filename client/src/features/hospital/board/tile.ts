import { type EarlyWarning, earlyWarning } from "@arogyasync/shared/early-warning";
import type { WardBed } from "@arogyasync/shared/records";
import type { PatientRow } from "../../../data/rows.ts";
import type { WardView } from "../../../data/ward.ts";
import { contextOf } from "../../../ui/clinical/person.ts";
import { severityOf } from "../../../ui/clinical/severity.ts";

/** Worst first. `disputed`: nobody's values are shown until a person decides. [WB10] */
export const grades = ["critical", "disputed", "urgent", "stale", "calm", "empty"] as const;
export type Grade = (typeof grades)[number];

export interface Tile {
  readonly wardId: string;
  readonly place: WardBed;
  readonly grade: Grade;
  readonly patientId: string | undefined;
  /** Undefined: the bed is empty or disputed, or the patient is not on this device. */
  readonly row: PatientRow | undefined;
  /** Of values that still count. */
  readonly warning: EarlyWarning | undefined;
  readonly isStale: boolean;
  /** Critical or urgent, and nobody has seen it since it was measured. [WB20] */
  readonly needsSeeing: boolean;
}

/** NEWS2's chart asks for observations every 12 hours at least: what is older says nothing of now. [WB11] */
export const COUNTS_FOR_MS = 12 * 3_600_000;

type Values = NonNullable<PatientRow["latest"]>["values"];

/** The newest value of each field that is not too old to count. [WB11] */
export const countingValues = ({ latest }: Pick<PatientRow, "latest">, nowMs: number): Values =>
  Object.fromEntries(
    Object.entries(latest?.values ?? {}).filter(
      ([field]) => nowMs - (latest?.timesMs[field] ?? latest?.measuredAtMs ?? 0) <= COUNTS_FOR_MS,
    ),
  );

/** Critical: NEWS2 of 7 or more, or a critical value. Urgent: 5 or 6, a single 3, a flag, a trigger, an abnormal value. [WB12] */
const gradeOf = (warning: EarlyWarning, values: Values, row: PatientRow, nowMs: number): Grade => {
  const worst = severityOf(values, contextOf(row, nowMs));
  const { isCritical, isUrgent } = urgency(warning);
  if (isCritical || worst === "critical") return "critical";
  return isUrgent || worst === "abnormal" ? "urgent" : "calm";
};

const urgency = (warning: EarlyWarning): { readonly isCritical: boolean; readonly isUrgent: boolean } => {
  switch (warning.kind) {
    case "news2": {
      const { score } = warning;
      const sum = score.state === "total" ? score.total : score.atLeast;
      return { isCritical: sum >= 7, isUrgent: sum >= 5 || Object.values(score.points).includes(3) };
    }
    case "paediatric-flags":
      return {
        isCritical: warning.flags.some(({ subScore }) => subScore === 4),
        isUrgent: warning.flags.length > 0,
      };
    case "obstetric-triggers":
      return { isCritical: warning.triggers.severe.length > 0, isUrgent: warning.triggers.isTriggered };
  }
};

const makeTile = (ward: WardView, place: WardBed, row: PatientRow | undefined, nowMs: number): Tile => {
  const base = { wardId: ward.id, place, row, warning: undefined, isStale: false, needsSeeing: false };
  const [patientId = null, ...others] = place.patients;
  if (others.length > 0) return { ...base, grade: "disputed", patientId: undefined, row: undefined };
  if (patientId === null) return { ...base, grade: "empty", patientId: undefined };
  if (!row?.latest || nowMs - row.latest.measuredAtMs > COUNTS_FOR_MS)
    return { ...base, grade: "stale", patientId, isStale: true };
  const values = countingValues(row, nowMs);
  const { ageMonths } = contextOf(row, nowMs);
  const warning = earlyWarning(values, { ageMonths, isPregnant: false, spo2Scale: 1 });
  const grade = gradeOf(warning, values, row, nowMs);
  const seenMs = ward.seen[patientId]?.atMs ?? Number.NEGATIVE_INFINITY;
  const needsSeeing = grade !== "calm" && seenMs < row.latest.measuredAtMs;
  return { ...base, patientId, warning, grade, needsSeeing };
};

const byName = (a: Tile, b: Tile): number =>
  a.place.name.localeCompare(b.place.name, "en", { numeric: true });

/** The tiles of a ward, gravest first or by the bed's name; equal ones by bed, so that they never swap by themselves. [WB10] */
export const wardTiles = (
  ward: WardView,
  rows: ReadonlyMap<string, PatientRow>,
  sort: "severity" | "bed",
  nowMs: number,
): readonly Tile[] => {
  const tiles = ward.beds.map((place) => makeTile(ward, place, rows.get(place.patients[0] ?? ""), nowMs));
  const rank = ({ grade }: Tile): number => grades.indexOf(grade);
  return tiles.sort(sort === "bed" ? byName : (a, b) => rank(a) - rank(b) || byName(a, b));
};
