import type { Clock, ReplicaStore, StoreKey, StoreWrite } from "@arogyasync/shared/ports";
import type { DocumentPart, PartSource } from "./part-source.ts";
import type { StoredPatient } from "./patient-row.ts";
import type { Patients } from "./patients.ts";
import { packWrites, rowWrite } from "./row-store.ts";
import { DIRTY } from "./tracking-store.ts";

/** Documents read between two yields: a batch is one transaction and one notice. */
const BATCH = 50;
/** More deltas than this are folded into the pack, so that the next start reads one value. */
const REPACK_AT = 400;

export interface ProjectorDeps {
  /** Not the tracking one: rows are not documents. */
  readonly store: ReplicaStore;
  readonly clock: Clock;
  readonly parts: PartSource;
  readonly patients: Patients;
  /** Rows that are new or changed, after they are stored. */
  onRows(patientIds: readonly string[]): void;
  onDamaged(documents: readonly string[]): void;
  onFailure(error: unknown): void;
}

export interface Projector {
  /** Looks for touched documents now. Calls while it works are joined into one more look. */
  wake(): void;
  /** Has every one of these documents read again. */
  rebuild(documents: readonly string[]): Promise<void>;
  /** Resolves when it has nothing to do. */
  idle(): Promise<void>;
}

/** The patient as it is after one of its documents was read. */
export const withPart = (
  patients: Patients,
  document: string,
  part: DocumentPart,
): readonly [string, StoredPatient | undefined] | undefined => {
  switch (part.kind) {
    case "other":
      return undefined;
    case "patient": {
      const before = patients.stored(part.patientId);
      return [part.patientId, { ...(before ?? { id: part.patientId, vitals: {} }), person: part.person }];
    }
    case "vitals": {
      const before = patients.stored(part.patientId) ?? { id: part.patientId, vitals: {} };
      return [part.patientId, { ...before, vitals: { ...before.vitals, [document]: part.vitals } }];
    }
    case "gone": {
      if (patients.stored(document)) return [document, undefined];
      for (const id of patients.ids()) {
        const patient = patients.stored(id);
        if (!patient?.vitals[document]) continue;
        const { [document]: _gone, ...vitals } = patient.vitals;
        return [id, { ...patient, vitals }];
      }
      return undefined;
    }
  }
};

/**
 * Keeps the rows true to the documents. Runs in one tab only (the leader). A mark is removed in the transaction that
 * stores its row, and only if it was there before the document was read.
 */
export const createProjector = (deps: ProjectorDeps, deltaCountAtStart: number): Projector => {
  const { store, patients } = deps;
  let deltaCount = deltaCountAtStart;
  let running: Promise<void> | undefined;
  let again = false;

  const project = async (batch: readonly (readonly [string, readonly StoreKey[]])[]) => {
    const changed = new Set<string>();
    const damaged: string[] = [];
    const writes: StoreWrite[] = [];
    for (const [document, marks] of batch) {
      const read = await deps.parts.read(document);
      if (read.damaged) damaged.push(document);
      const next = withPart(patients, document, read.part);
      if (next) {
        patients.set(...next);
        changed.add(next[0]);
      }
      for (const key of marks) writes.push({ type: "delete", key });
    }
    for (const id of changed) writes.push(rowWrite(id, patients.stored(id)));
    await store.transact(writes, "relaxed");
    deltaCount += changed.size;
    // Somebody was erased: the pack and the search index, which still name them, are written anew.
    if ([...changed].some((id) => !patients.stored(id))) deltaCount = REPACK_AT + 1;
    if (changed.size > 0) deps.onRows(Array.from(changed));
    if (damaged.length > 0) deps.onDamaged(damaged);
  };

  const run = async () => {
    while (again) {
      again = false;
      const marks = new Map<string, StoreKey[]>();
      for (const { key } of await store.range([DIRTY])) {
        const document = key[1] ?? "";
        const known = marks.get(document);
        if (known) known.push(key);
        else marks.set(document, [key]);
      }
      const documents = Array.from(marks);
      for (let at = 0; at < documents.length; at += BATCH) {
        await project(documents.slice(at, at + BATCH));
        await new Promise<void>((resolve) => deps.clock.after(0, resolve));
      }
    }
    if (deltaCount > REPACK_AT) {
      await store.transact(packWrites(patients.packItems(), patients.serializeSearch()), "relaxed");
      deltaCount = 0;
    }
  };

  const wake = () => {
    again = true;
    running ??= run()
      .catch((error: unknown) => {
        again = false; // the marks stay; the next change or start tries again
        deps.onFailure(error);
      })
      .finally(() => {
        running = undefined;
        if (again) wake();
      });
  };

  return {
    wake,
    async rebuild(documents) {
      await store.transact(
        documents.map((id) => ({ type: "put", key: [DIRTY, id, "rebuild"], value: new Uint8Array(0) })),
        "relaxed",
      );
      deltaCount = REPACK_AT + 1; // so that it ends in a pack
      wake();
    },
    async idle() {
      while (running) await running;
    },
  };
};
