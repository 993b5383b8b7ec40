import type { Clock } from "@arogyasync/shared/ports";
import type { PatientRow } from "../data/rows.ts";
import type { WorkerEvent } from "./api.ts";
import type { RowSummary } from "./projection/packed-rows.ts";
import type { Patients } from "./projection/patients.ts";

export type PatientList = "recent" | "ward";

/**
 * How many rows a list has at first. A first screen of a phone shows a handful, and a row that is not made costs a
 * slow one nothing; a ward is sorted by severity, which needs all of them.
 */
const FIRST: Readonly<Record<PatientList, number>> = { recent: 24, ward: 2000 };
/** By how many a list grows when somebody scrolls to its end. */
const MORE = 100;
/** Changes within this time become one notice. */
const GATHER_MS = 80;

export interface Lists {
  /** From now on lists tell what they hold: the stored rows are read. */
  ready(): void;
  watch(list: PatientList): void;
  unwatch(list: PatientList): void;
  /** A longer page of a list that somebody watches. */
  more(list: PatientList): void;
  /** Tells the watched lists whole, whatever was told before. */
  again(): void;
  /** Some row may have changed. */
  changed(): void;
}

interface Watched {
  limit: number;
  /** What was told last; undefined before the first notice. */
  told:
    | {
        readonly ids: readonly string[];
        readonly rows: ReadonlyMap<string, PatientRow>;
        readonly total: number;
      }
    | undefined;
}

export const createLists = (deps: {
  readonly clock: Clock;
  patients(): Patients;
  /** Whether a row belongs into a list, for who is signed in. */
  belongs(list: PatientList, row: Pick<RowSummary, "careSites">): boolean;
  notify(event: WorkerEvent): void;
}): Lists => {
  const watched = new Map<PatientList, Watched>();
  let isReady = false;
  let gathering = false;

  const send = (list: PatientList) => {
    const at = watched.get(list);
    if (!at || !isReady) return;
    const { rows, total } = deps.patients().recent((row) => deps.belongs(list, row), at.limit);
    const ids = rows.map((row) => row.id);
    const before = at.told;
    const changed = rows.filter((row) => before?.rows.get(row.id) !== row);
    const isSameOrder = ids.length === before?.ids.length && ids.every((id, i) => id === before.ids[i]);
    if (changed.length === 0 && isSameOrder && total === before.total) return;
    at.told = { ids, rows: new Map(rows.map((row) => [row.id, row])), total };
    deps.notify({ type: "patients", list, ids, changed, total });
  };

  return {
    ready() {
      isReady = true;
      for (const list of Array.from(watched.keys())) send(list);
    },
    watch(list) {
      watched.set(list, { limit: FIRST[list], told: undefined });
      send(list);
    },
    again() {
      for (const [list, at] of Array.from(watched)) {
        at.told = undefined;
        send(list);
      }
    },
    unwatch: (list) => void watched.delete(list),
    more(list) {
      const at = watched.get(list);
      if (!at?.told || at.told.ids.length >= at.told.total) return;
      at.limit += MORE;
      send(list);
    },
    changed() {
      if (gathering || watched.size === 0) return;
      gathering = true;
      deps.clock.after(GATHER_MS, () => {
        gathering = false;
        for (const list of Array.from(watched.keys())) send(list);
      });
    },
  };
};
