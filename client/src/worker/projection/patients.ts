import { createSearchIndex, loadSearchIndex, type SearchIndex } from "@arogyasync/shared/matching";
import type { PatientRow } from "../../data/rows.ts";
import { encodeStored, noRows, type PackedRows, type PackItem, type RowSummary } from "./packed-rows.ts";
import { patientRow, type StoredPatient } from "./patient-row.ts";
import type { LoadedRows } from "./row-store.ts";

const DAY_MS = 86_400_000;

/**
 * Every patient of this device, as rows and as a search index: what lists and search answer from. A row is made when
 * it is asked for and kept until its patient changes, so an unchanged row is the same object.
 */
export class Patients {
  readonly #packed: PackedRows;
  /** Where an unchanged patient lies in the pack. */
  readonly #packedAt = new Map<string, number>();
  /** Patients that differ from the pack, and packed ones that were parsed. */
  readonly #stored = new Map<string, StoredPatient>();
  readonly #rows = new Map<string, PatientRow>();
  readonly #pending = new Map<string, number>();
  readonly #search: SearchIndex;

  constructor(loaded?: LoadedRows) {
    this.#packed = loaded?.packed ?? noRows;
    for (const [at, id] of this.#packed.ids.entries()) this.#packedAt.set(id, at);
    const index = loaded?.search === undefined ? undefined : loadSearchIndex(loaded.search);
    this.#search = index ?? createSearchIndex();
    if (!index) for (const id of this.#packed.ids) this.#index(id);
    for (const [id, patient] of loaded?.deltas ?? []) this.set(id, patient);
  }

  get size(): number {
    return (
      this.#packedAt.size + Array.from(this.#stored.keys()).filter((id) => !this.#packedAt.has(id)).length
    );
  }

  stored(id: string): StoredPatient | undefined {
    const known = this.#stored.get(id);
    if (known) return known;
    const at = this.#packedAt.get(id);
    const patient = at === undefined ? undefined : this.#packed.patient(at);
    if (patient) this.#stored.set(id, patient);
    return patient;
  }

  *ids(): Generator<string> {
    yield* this.#packedAt.keys();
    for (const id of this.#stored.keys()) if (!this.#packedAt.has(id)) yield id;
  }

  /** Sets or, with undefined, forgets a patient. */
  set(id: string, patient: StoredPatient | undefined): void {
    const before = this.#packedAt.has(id) || this.#stored.has(id) ? this.stored(id) : undefined;
    this.#packedAt.delete(id);
    if (patient) this.#stored.set(id, patient);
    else this.#stored.delete(id);
    this.#rows.delete(id);
    // A new reading changes no name: only what is searched for is indexed again.
    if (!patient || JSON.stringify(before?.person) !== JSON.stringify(patient.person)) this.#index(id);
  }

  row(id: string): PatientRow | undefined {
    const known = this.#rows.get(id);
    if (known) return known;
    const patient = this.stored(id);
    const row = patient && patientRow(patient, this.#pending.get(id) ?? 0);
    if (row) this.#rows.set(id, row);
    return row;
  }

  /** Rows that `keep` accepts, most recently active first, at most `limit`. Only those are made. */
  recent(keep: (row: RowSummary) => boolean, limit: number): PatientRow[] {
    const found: { readonly id: string; readonly lastActivityMs: number }[] = [];
    for (const id of this.ids()) {
      const summary = this.#summary(id);
      if (summary && keep(summary)) found.push({ id, lastActivityMs: summary.lastActivityMs });
    }
    found.sort((a, b) => b.lastActivityMs - a.lastActivityMs || (a.id < b.id ? -1 : 1));
    return found.slice(0, limit).flatMap(({ id }) => this.row(id) ?? []);
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

  /** What goes into the next pack; unchanged patients as the bytes they are. */
  *packItems(): Generator<PackItem> {
    for (const id of this.ids()) {
      const at = this.#packedAt.get(id);
      const summary = this.#summary(id) ?? { careSites: [], lastActivityMs: 0 };
      if (at !== undefined) yield { id, summary, bytes: this.#packed.bytes(at) };
      else {
        const patient = this.#stored.get(id);
        if (patient) yield { id, summary, bytes: encodeStored(patient) };
      }
    }
  }

  serializeSearch(): string {
    return this.#search.serialize();
  }

  #summary(id: string): RowSummary | undefined {
    const at = this.#packedAt.get(id);
    return at === undefined ? this.row(id) : this.#packed.summary(at);
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
