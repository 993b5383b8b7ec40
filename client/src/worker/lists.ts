import type { Clock } from "@arogyasync/shared/ports";
import type { PatientRow } from "../data/rows.ts";
import type { WorkerEvent } from "./api.ts";
import type { RowSummary } from "./projection/packed-rows.ts";
import type { Patients } from "./projection/patients.ts";

export type PatientList = "recent" | "ward";

/** How many rows a list holds: everything older is found by search. */
const LIMITS: Readonly<Record<PatientList, number>> = { recent: 500, ward: 2000 };
/** Changes within this time become one notice. */
const GATHER_MS = 80;

export interface Lists {
  watch(list: PatientList): void;
  unwatch(list: PatientList): void;
  /** Some row may have changed. */
  changed(): void;
}

export const createLists = (deps: {
  readonly clock: Clock;
  patients(): Patients;
  /** Whether a row belongs into a list, for who is signed in. */
  belongs(list: PatientList, row: RowSummary): boolean;
  notify(event: WorkerEvent): void;
}): Lists => {
  const sent = new Map<PatientList, { ids: readonly string[]; rows: Map<string, PatientRow> }>();
  let gathering = false;

  const send = (list: PatientList) => {
    const before = sent.get(list);
    if (!before) return;
    const rows = deps.patients().recent((row) => deps.belongs(list, row), LIMITS[list]);
    const changed = rows.filter((row) => before.rows.get(row.id) !== row);
    const ids = rows.map((row) => row.id);
    const isSameOrder = ids.length === before.ids.length && ids.every((id, i) => id === before.ids[i]);
    if (changed.length === 0 && isSameOrder) return;
    sent.set(list, { ids, rows: new Map(rows.map((row) => [row.id, row])) });
    deps.notify({ type: "patients", list, ids, changed });
  };

  return {
    watch(list) {
      sent.set(list, { ids: [], rows: new Map() });
      deps.notify({ type: "patients", list, ids: [], changed: [] });
      send(list);
    },
    unwatch: (list) => void sent.delete(list),
    changed() {
      if (gathering || sent.size === 0) return;
      gathering = true;
      deps.clock.after(GATHER_MS, () => {
        gathering = false;
        for (const list of Array.from(sent.keys())) send(list);
      });
    },
  };
};
