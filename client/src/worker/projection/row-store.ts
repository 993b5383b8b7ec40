import { getSound, type ReplicaStore, soundEntries, type StoreWrite } from "@arogyasync/shared/ports";
import {
  buildPack,
  encodeStored,
  noRows,
  openPack,
  type PackedRows,
  type PackItem,
  parseStored,
} from "./packed-rows.ts";
import type { StoredPatient } from "./patient-row.ts";

/** All patients in two values, so that ten thousand open with two reads. */
const PACK = ["~rows", "header"] as const;
const PACK_BODY = ["~rows", "body"] as const;
/** The search index over the packed rows, written with them. */
const SEARCH = ["~search"] as const;
/** Rows that changed after the pack was written; no bytes: the patient is gone. */
const DELTA = "~row";

export interface LoadedRows {
  readonly packed: PackedRows;
  /** What changed after the pack, and so after the stored search index, was written; undefined: gone. */
  readonly deltas: ReadonlyMap<string, StoredPatient | undefined>;
  /** The search index as it was packed. */
  readonly search: Uint8Array | undefined;
  /** False: nothing usable is stored and every document must be read once. */
  readonly complete: boolean;
}

/** What does not open is as if it were not there: a projection can always be built again. */
export const loadRows = async (store: ReplicaStore): Promise<LoadedRows> => {
  const [header, body, search, deltas] = await Promise.all([
    getSound(store, PACK),
    getSound(store, PACK_BODY),
    getSound(store, SEARCH),
    store.range([DELTA]),
  ]);
  const packed = header && body && openPack(header, body);
  return {
    packed: packed ?? noRows,
    deltas: new Map(soundEntries(deltas).map(({ key, value }) => [key[1] ?? "", parseStored(value)])),
    search: packed && search,
    complete: packed !== undefined && !deltas.some(({ damaged }) => damaged),
  };
};

/** A row that another tab has just stored; "packed" when it went into the pack meanwhile. */
export const loadRow = async (
  store: ReplicaStore,
  id: string,
): Promise<StoredPatient | "gone" | "packed"> => {
  const bytes = await getSound(store, [DELTA, id]);
  return bytes ? (parseStored(bytes) ?? "gone") : "packed";
};

/** @param patient undefined: this patient is gone. */
export const rowWrite = (id: string, patient: StoredPatient | undefined): StoreWrite => ({
  type: "put",
  key: [DELTA, id],
  value: patient ? encodeStored(patient) : new Uint8Array(0),
});

/** One pack in place of the old pack and all deltas. */
export const packWrites = (items: Iterable<PackItem>, search: Uint8Array): StoreWrite[] => {
  const { header, body } = buildPack(items);
  return [
    { type: "deleteRange", prefix: [DELTA] },
    { type: "put", key: SEARCH, value: search },
    { type: "put", key: PACK, value: header },
    { type: "put", key: PACK_BODY, value: body },
  ];
};
