import { type ReplicaStore, type StoreWrite } from "@arogyasync/shared/ports";
import type { StoredPatient } from "./patient-row.ts";
export interface LoadedRows {
    readonly patients: Map<string, StoredPatient>;
    /** Patients that changed after the pack, and so after the stored search index, was written. */
    readonly deltaIds: readonly string[];
    /** The search index as it was packed. */
    readonly search: string | undefined;
    /** False: nothing usable is stored and every document must be read once. */
    readonly complete: boolean;
}
/** Stored rows; what does not open is as if it were not there: a projection can always be built again. */
export declare const loadRows: (store: ReplicaStore) => Promise<LoadedRows>;
/** A row that another tab has just stored; "packed" when it went into the pack meanwhile. */
export declare const loadRow: (store: ReplicaStore, id: string) => Promise<StoredPatient | "gone" | "packed">;
/** @param patient undefined: this patient is gone. */
export declare const rowWrite: (id: string, patient: StoredPatient | undefined) => StoreWrite;
/** One pack in place of the old pack and all deltas. */
export declare const packWrites: (patients: Iterable<StoredPatient>, search: string) => StoreWrite[];
