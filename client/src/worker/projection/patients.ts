import { createSearchIndex, loadSearchIndex, type SearchIndex } from "@arogyasync/shared/matching";
import type { PatientPage, PatientRow } from "../../data/rows.ts";
import { encodeStored, noRows, type PackedRows, type PackItem, type RowSummary } from "./packed-rows.ts";
import { patientRow, type StoredPatient } from "./patient-row.ts";
import type { LoadedRows } from "./row-store.ts";

const DAY_MS = 86_400_000;

/** Most recently active first. */
const byActivity = (a: Pick<PatientRow, "id" | "lastActivityMs">, b: typeof a): number =>
  b.lastActivityMs - a.lastActivityMs || (a.id < b.id ? -1 : 1);

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
  readonly #isSearchStored: boolean;

  constructor(loaded?: LoadedRows) {
    this.#packed = loaded?.packed ?? noRows;
    for (const [at, id] of this.#packed.ids.entries()) this.#packedAt.set(id, at);
    const index = loaded?.search === undefined ? undefined : loadSearchIndex(loaded.search);
    this.#search = index ?? createSearchIndex();
    this.#isSearchStored = index !== undefined;
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

  /** Rows that `keep` accepts, most recently active first, and how many there are. Only the first `limit` are made. */
  recent(keep: (row: Pick<RowSummary, "careSites">) => boolean, limit: number): PatientPage {
    // The pack is in this order already; what differs from it is little.
    const changed = Array.from(this.#stored.keys())
      .filter((id) => !this.#packedAt.has(id))
      .flatMap((id) => this.row(id) ?? [])
      .filter(keep)
      .sort(byActivity);
    const rows: PatientRow[] = [];
    let next = 0;
    let total = changed.length;
    const keepsSites = new Map<readonly string[], boolean>();
    for (const at of this.#packed.byActivity) {
      const careSites = this.#packed.careSites(at);
      let isKept = keepsSites.get(careSites);
      if (isKept === undefined) keepsSites.set(careSites, (isKept = keep({ careSites })));
      const id = this.#packed.ids[at] ?? "";
      if (!isKept || this.#packedAt.get(id) !== at) continue;
      total++;
      if (rows.length >= limit) continue;
      const lastActivityMs = this.#packed.lastActivityMs(at);
      for (let one = changed[next]; one && rows.length < limit; one = changed[++next]) {
        if (byActivity(one, { id, lastActivityMs }) > 0) break;
        rows.push(one);
      }
      const row = rows.length < limit ? this.row(id) : undefined;
      if (row) rows.push(row);
    }
    while (rows.length < limit && next < changed.length) rows.push(changed[next++]!);
    return { rows, total };
  }

  /** The best `limit` of those who match and whom `keep` accepts; `total` of at most `most`. */
  search(
    query: string,
    keep: (row: Pick<RowSummary, "careSites">) => boolean,
    limit: number,
    most: number,
  ): PatientPage {
    // Twice as many are looked at, so that those of other clinics take nobody's place.
    const found = this.#search
      .search(query, most * 2)
      .filter(({ id }) => {
        const summary = this.#summary(id);
        return summary && keep(summary);
      })
      .slice(0, most);
    return { rows: found.slice(0, limit).flatMap(({ id }) => this.row(id) ?? []), total: found.length };
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

  /** Whether the search index came from the store; if not, storing it spares the next start the work. */
  get isSearchStored(): boolean {
    return this.#isSearchStored;
  }

  serializeSearch(): Uint8Array {
    return this.#search.serialize();
  }

  #summary(id: string): RowSummary | undefined {
    const at = this.#packedAt.get(id);
    return at === undefined
      ? this.row(id)
      : { careSites: this.#packed.careSites(at), lastActivityMs: this.#packed.lastActivityMs(at) };
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
