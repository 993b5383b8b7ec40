import type { PatientRow } from "../../data/rows.ts";
import { type StoredPatient } from "./patient-row.ts";
import type { LoadedRows } from "./row-store.ts";
/**
 * Every patient of this device in memory, as rows and as a search index: what lists and search answer from. Rows are
 * made when asked for and kept until their patient changes, so an unchanged row is the same object.
 */
export declare class Patients {
    #private;
    constructor(loaded?: Pick<LoadedRows, "patients" | "deltaIds" | "search">);
    get size(): number;
    stored(id: string): StoredPatient | undefined;
    all(): IterableIterator<StoredPatient>;
    /** Sets or, with undefined, forgets a patient. */
    set(id: string, patient: StoredPatient | undefined): void;
    row(id: string): PatientRow | undefined;
    /** Rows that `keep` accepts, most recently active first, at most `limit`. */
    recent(keep: (row: PatientRow) => boolean, limit: number): PatientRow[];
    search(query: string, limit: number): PatientRow[];
    /** How many local changes of each patient are unsent. Returns the patients whose number changed. */
    setPending(counts: ReadonlyMap<string, number>): string[];
    pending(): ReadonlyMap<string, number>;
    serializeSearch(): string;
}
