import type { Principal } from "@arogyasync/shared/authority";
import type { Clock } from "@arogyasync/shared/ports";
import { type DocId, type PatientDoc, type VitalsDoc, viewPatient } from "@arogyasync/shared/records";
import type { PatientDetail } from "../data/app-data.ts";
import type { PatientRow, ReadingView } from "../data/rows.ts";
import type { WorkerEvent } from "./api.ts";
import type { Documents } from "./documents.ts";
import { identityPart, patientRow, type StoredPatient } from "./projection/patient-row.ts";
import { vitalsPart } from "./projection/vitals-part.ts";
import { summariseChange } from "./views/change-summary.ts";
import { patientDetail } from "./views/patient-detail.ts";

/** Changes within this time become one reading of the documents. */
const GATHER_MS = 30;

export interface Details {
  watch(id: string): void;
  unwatch(id: string): void;
  /** Documents of these patients changed. */
  changed(ids: readonly string[]): void;
  /** Tells every patient on a screen once more. */
  again(): void;
  read(id: string): Promise<PatientDetail | undefined>;
}

/** The documents of the patients on a screen, read outside the Repo and followed while somebody looks. */
export const createDetails = (deps: {
  readonly clock: Clock;
  readonly documents: Documents;
  /** The projection's row. */
  row(patientId: string): PatientRow | undefined;
  principal(): Principal | undefined;
  isDamaged(document: string): boolean;
  /** A screen is given this patient's record. */
  onShown(patientId: string): void;
  notify(event: WorkerEvent): void;
}): Details => {
  const { documents } = deps;
  const watched = new Map<string, number>();
  const due = new Set<string>();
  let gathering = false;

  const stagesOf = (ids: ReadonlySet<string>) => {
    const stages = new Map<string, ReadingView["stage"]>();
    for (const entry of [...documents.outbox.pending(), ...documents.outbox.refused()])
      if (ids.has(entry.docId))
        for (const reading of summariseChange(entry).readingIds) stages.set(reading, entry.stage);
    return stages;
  };

  const read = async (id: string): Promise<PatientDetail | undefined> => {
    const patient = await documents.cache.read<PatientDoc>(id as DocId);
    if (!patient) return undefined;
    const vitalsIds = Array.from(documents.directory.entries())
      .filter(([, address]) => address.kind === "vitals" && address.owner === id)
      .map(([docId]) => docId);
    const loaded = await Promise.all(
      vitalsIds.map(async (docId) => [docId, await documents.cache.read<VitalsDoc>(docId)] as const),
    );
    const vitals = loaded.flatMap(([docId, doc]) => (doc ? [[docId, doc] as const] : []));
    // The projection may lag a moment behind a save; this screen must not.
    const known = deps.row(id);
    const stored: StoredPatient = {
      id,
      person: identityPart(viewPatient(patient), known?.lastActivityMs ?? 0),
      vitals: Object.fromEntries(vitals.map(([docId, doc]) => [docId, vitalsPart(doc)])),
    };
    const row = patientRow(stored, known?.pendingCount ?? 0);
    return (
      row &&
      patientDetail({
        row,
        patient,
        vitals: vitals.map(([, doc]) => doc),
        stages: stagesOf(new Set([id, ...vitalsIds])),
        principal: deps.principal(),
        nowMs: deps.clock.now(),
        damagedCount: [id, ...vitalsIds].filter((docId) => deps.isDamaged(docId)).length,
      })
    );
  };

  /** Numbers of readings begun and told: a slow one must not overwrite what a later one has told already. */
  let begun = 0;
  const told = new Map<string, number>();
  const tell = async (id: string) => {
    const turn = ++begun;
    const value = (await read(id)) ?? "missing";
    if (!watched.has(id) || (told.get(id) ?? 0) > turn) return;
    told.set(id, turn);
    if (value !== "missing") deps.onShown(id);
    deps.notify({ type: "patient", id, value });
  };
  const gather = (id: string) => {
    due.add(id);
    if (gathering) return;
    gathering = true;
    deps.clock.after(GATHER_MS, () => {
      gathering = false;
      for (const one of due) void tell(one).catch(() => {}); // a failed read shows as a storage problem
      due.clear();
    });
  };

  return {
    watch(id) {
      watched.set(id, (watched.get(id) ?? 0) + 1);
      void tell(id).catch(() => {}); // as above
    },
    unwatch(id) {
      const count = (watched.get(id) ?? 0) - 1;
      if (count > 0) watched.set(id, count);
      else {
        watched.delete(id);
        told.delete(id);
      }
    },
    changed(ids) {
      for (const id of ids) if (watched.has(id)) gather(id);
    },
    again() {
      for (const id of watched.keys()) gather(id);
    },
    read,
  };
};
