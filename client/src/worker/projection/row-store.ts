import { bytesToUtf8, utf8ToBytes } from "@arogyasync/shared/bytes";
import { type ReplicaStore, StoreError, type StoreWrite } from "@arogyasync/shared/ports";
import type { StoredPatient } from "./patient-row.ts";

/** Everything in one value: 10,000 patients open with one read and one parse, not with 10,000 reads. */
const PACK = ["~rows"] as const;
/** The search index over the packed rows, written with them. */
const SEARCH = ["~search"] as const;
/** Rows that changed after the pack was written; no bytes: the patient is gone. */
const DELTA = "~row";
/** The form of stored rows. Another number means: build the projection anew from the documents. */
const VERSION = 1;

interface Pack {
  readonly version: number;
  readonly patients: readonly StoredPatient[];
}

export interface LoadedRows {
  readonly patients: Map<string, StoredPatient>;
  /** Patients that changed after the pack, and so after the stored search index, was written. */
  readonly deltaIds: readonly string[];
  /** The search index as it was packed. */
  readonly search: string | undefined;
  /** False: nothing usable is stored and every document must be read once. */
  readonly complete: boolean;
}

const parse = <T>(bytes: Uint8Array): T | undefined => {
  try {
    return JSON.parse(bytesToUtf8(bytes)) as T;
  } catch {
    return undefined;
  }
};
const encode = (value: unknown): Uint8Array => utf8ToBytes(JSON.stringify(value));

const readable = async <T>(read: Promise<T>, otherwise: T): Promise<T> => {
  try {
    return await read;
  } catch (error) {
    if (error instanceof StoreError && error.code === "corrupt") return otherwise;
    throw error;
  }
};

/** Stored rows; what does not open is as if it were not there: a projection can always be built again. */
export const loadRows = async (store: ReplicaStore): Promise<LoadedRows> => {
  const [packed, search, deltas] = await Promise.all([
    readable(store.get(PACK), undefined),
    readable(store.get(SEARCH), undefined),
    readable(store.range([DELTA]), []),
  ]);
  const pack = packed && parse<Pack>(packed);
  const complete = pack?.version === VERSION;
  const patients = new Map<string, StoredPatient>();
  if (complete) for (const patient of pack.patients) patients.set(patient.id, patient);
  for (const { key, value } of deltas) {
    const patient = parse<StoredPatient>(value);
    if (patient) patients.set(patient.id, patient);
    else if (value.length === 0) patients.delete(key[1] ?? "");
  }
  return {
    patients,
    deltaIds: deltas.map(({ key }) => key[1] ?? ""),
    search: complete && search ? bytesToUtf8(search) : undefined,
    complete,
  };
};

/** A row that another tab has just stored; "packed" when it went into the pack meanwhile. */
export const loadRow = async (
  store: ReplicaStore,
  id: string,
): Promise<StoredPatient | "gone" | "packed"> => {
  const bytes = await readable(store.get([DELTA, id]), undefined);
  if (!bytes) return "packed";
  return parse<StoredPatient>(bytes) ?? "gone";
};

/** @param patient undefined: this patient is gone. */
export const rowWrite = (id: string, patient: StoredPatient | undefined): StoreWrite => ({
  type: "put",
  key: [DELTA, id],
  value: patient ? encode(patient) : new Uint8Array(0),
});

/** One pack in place of the old pack and all deltas. */
export const packWrites = (patients: Iterable<StoredPatient>, search: string): StoreWrite[] => [
  { type: "deleteRange", prefix: [DELTA] },
  { type: "put", key: SEARCH, value: utf8ToBytes(search) },
  {
    type: "put",
    key: PACK,
    value: encode({ version: VERSION, patients: Array.from(patients) } satisfies Pack),
  },
];
