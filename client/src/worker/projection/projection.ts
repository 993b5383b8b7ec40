import type { Clock, ReplicaStore } from "@arogyasync/shared/ports";
import type { ChangedDocument } from "../documents.ts";
import type { PartSource } from "./part-source.ts";
import { Patients } from "./patients.ts";
import { createProjector, type Projector, withPart } from "./projector.ts";
import { type LoadedRows, loadRow, loadRows } from "./row-store.ts";

/** The rows of this tab, kept by the leader for all tabs. */
export interface Projection {
  patients(): Patients;
  /** Reads what is stored; search and lists answer from here on. */
  load(): Promise<unknown>;
  /**
   * From now on this tab writes the rows. After another leader it reads them again first: one may have been missed.
   * @param documents every stored document: all are read again when the stored rows are unusable.
   */
  lead(waited: boolean, documents: () => Iterable<string>): Promise<void>;
  /** Documents were touched: the leader looks at them; another tab shows its own change at once, in memory. */
  changed(changed: readonly ChangedDocument[]): Promise<void>;
  /** The leader looks whether anything is marked. */
  wake(): void;
  /** The leader has stored these rows. */
  rowsElsewhere(ids: readonly string[]): Promise<void>;
}

export const createProjection = (deps: {
  readonly store: ReplicaStore;
  readonly clock: Clock;
  /** Reads documents; needs Automerge, so it is fetched when the first one changes. */
  parts(): Promise<PartSource>;
  /** Rows of these patients differ now. `stored`: by this tab, so that the others can read them. */
  onRows(ids: readonly string[], stored: boolean): void;
  onDamaged(documents: readonly string[]): void;
  onFailure(error: unknown): void;
}): Projection => {
  const { store } = deps;
  let patients = new Patients();
  let projector: Projector | undefined;
  let loaded: Promise<LoadedRows> | undefined;

  const read = async () => {
    const rows = await loadRows(store);
    const before = patients;
    patients = new Patients(rows);
    patients.setPending(before.pending());
    return rows;
  };

  return {
    patients: () => patients,
    load() {
      loaded = read();
      return loaded;
    },
    async lead(waited, documents) {
      const parts = await deps.parts();
      const rows = await (waited ? read() : (loaded ?? read()));
      projector = createProjector(
        {
          store,
          clock: deps.clock,
          parts,
          patients,
          onRows: (ids) => deps.onRows(ids, true),
          onDamaged: (ids) => deps.onDamaged(ids),
          onFailure: (error) => deps.onFailure(error),
        },
        // An index that had to be made anew (an older app's) is stored at the first occasion.
        patients.isSearchStored ? rows.deltas.size : Number.POSITIVE_INFINITY,
      );
      if (rows.complete) projector.wake();
      else await projector.rebuild(Array.from(documents()));
    },
    async changed(changed) {
      if (projector) return projector.wake();
      const parts = await deps.parts();
      const ids: string[] = [];
      for (const { id } of changed) {
        const { part } = await parts.read(id);
        const next = withPart(patients, id, part);
        if (!next) continue;
        patients.set(...next);
        ids.push(next[0]);
      }
      deps.onRows(ids, false);
    },
    wake: () => projector?.wake(),
    async rowsElsewhere(ids) {
      await loaded;
      if (projector) return; // the last words of a leader that is gone; `lead` has read what it stored
      for (const id of ids) {
        const row = await loadRow(store, id);
        if (row === "packed") {
          await read();
          break;
        }
        patients.set(id, row === "gone" ? undefined : row);
      }
      deps.onRows(ids, false);
    },
  };
};
