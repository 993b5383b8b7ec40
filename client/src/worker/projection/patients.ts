import { createSearchIndex, loadSearchIndex, type SearchIndex } from "@arogyasync/shared/matching";
import type { PatientRow } from "../../data/rows.ts";
import { patientRow, type StoredPatient } from "./patient-row.ts";
import type { LoadedRows } from "./row-store.ts";

const DAY_MS = 86_400_000;

/**
 * Every patient of this device in memory, as rows and as a search index: what lists and search answer from. Rows are
 * made when asked for and kept until their patient changes, so an unchanged row is the same object.
 */
export class Patients {
  readonly #stored: Map<string, StoredPatient>;
  readonly #rows = new Map<string, PatientRow>();
  readonly #pending = new Map<string, number>();
  readonly #search: SearchIndex;

  constructor(loaded?: Pick<LoadedRows, "patients" | "deltaIds" | "search">) {
    this.#stored = loaded?.patients ?? new Map();
    const packed = loaded?.search === undefined ? undefined : loadSearchIndex(loaded.search);
    this.#search = packed ?? createSearchIndex();
    for (const id of packed && loaded ? loaded.deltaIds : this.#stored.keys()) this.#index(id);
  }

  get size(): number {
    return this.#stored.size;
  }

  stored(id: string): StoredPatient | undefined {
    return this.#stored.get(id);
  }

  all(): IterableIterator<StoredPatient> {
    return this.#stored.values();
  }

  /** Sets or, with undefined, forgets a patient. */
  set(id: string, patient: StoredPatient | undefined): void {
    const before = this.#stored.get(id);
    if (patient) this.#stored.set(id, patient);
    else this.#stored.delete(id);
    this.#rows.delete(id);
    // A new reading changes no name: only what is searched for is indexed again.
    if (!patient || before?.person !== patient.person) this.#index(id);
  }

  row(id: string): PatientRow | undefined {
    const known = this.#rows.get(id);
    if (known) return known;
    const patient = this.#stored.get(id);
    const row = patient && patientRow(patient, this.#pending.get(id) ?? 0);
    if (row) this.#rows.set(id, row);
    return row;
  }

  /** Rows that `keep` accepts, most recently active first, at most `limit`. */
  recent(keep: (row: PatientRow) => boolean, limit: number): PatientRow[] {
    const rows: PatientRow[] = [];
    for (const id of this.#stored.keys()) {
      const row = this.row(id);
      if (row && keep(row)) rows.push(row);
    }
    rows.sort((a, b) => b.lastActivityMs - a.lastActivityMs || (a.id < b.id ? -1 : 1));
    return rows.slice(0, limit);
  }

  search(query: string, limit: number): PatientRow[] {
    return this.#search.search(query, limit).flatMap(({ id }) => this.row(id) ?? []);
  }

  /** How many local changes of each patient are unsent. Returns the patients whose number changed. */
  setPending(counts: ReadonlyMap<string, number>): string[] {
    const changed = new Set<string>();
    for (const id of [...this.#pending.keys(), ...counts.keys()])
      if (this.#pending.get(id) !== counts.get(id)) changed.add(id);
    this.#pending.clear();
    for (const [id, count] of counts) this.#pending.set(id, count);
    for (const id of changed) this.#rows.delete(id);
    return Array.from(changed);
  }

  pending(): ReadonlyMap<string, number> {
    return new Map(this.#pending);
  }

  serializeSearch(): string {
    return this.#search.serialize();
  }

  #index(id: string): void {
    const row = this.row(id);
    if (!row) {
      this.#search.remove(id);
      return;
    }
    this.#search.upsert({
      id,
      names: [row.name, row.nameLocal].filter((name) => name !== undefined && name !== "") as string[],
      ...(row.phone === undefined ? {} : { phone: row.phone }),
      cards: [...row.cards, ...(row.abha === undefined ? [] : [row.abha])],
      ...(row.village === undefined ? {} : { village: row.village }),
      rank: Math.floor(row.lastActivityMs / DAY_MS),
    });
  }
}
