import type { Clock } from "@arogyasync/shared/ports";
import { must } from "@arogyasync/shared/result";
import type { PatientInput, ReadingInput, SyncStatus } from "../data/app-data.ts";
import type { PatientRow, ReadingView, RecordRow } from "../data/rows.ts";
import { type Cell, cell } from "./cell.ts";
import { latestOf } from "./made-up.ts";

/** What is known of one invented patient. */
export interface Entry {
  readonly row: PatientRow;
  readonly identity: Readonly<Record<string, string>>;
  readonly identifiers: Readonly<Record<string, string>>;
  readonly conflicts: Readonly<Record<string, readonly string[]>>;
  readonly readings: readonly ReadingView[];
}

export const rowFrom = (id: string, { identity, identifiers }: PatientInput, nowMs: number): PatientRow => ({
  id,
  site: "phc-wadgaon",
  careSites: ["phc-wadgaon"],
  name: identity["name"] ?? "",
  nameLocal: identity["nameLocal"],
  sex: identity["sex"],
  birthDate: identity["birthDate"],
  ageYears: identity["ageYears"] === undefined ? undefined : Number(identity["ageYears"]),
  ageAsOf: identity["ageAsOf"],
  phone: identity["phone"],
  village: identity["village"],
  relationName: identity["relationName"],
  cards: identifiers["card"] === undefined ? [] : [identifiers["card"]],
  abha: identifiers["abha"],
  demo: true,
  conflictCount: 0,
  latest: undefined,
  readingCount: 0,
  pendingCount: 0,
  lastActivityMs: nowMs,
});

/** Invented patients, the records of this "device", and the state of sending: all in memory. */
export const createMemoryClinic = (clock: Clock, firstStatus: SyncStatus) => {
  const entries = new Map<string, Cell<Entry>>();
  const rows = cell<readonly PatientRow[]>([]);
  const records = cell<readonly RecordRow[]>([]);
  const status = cell(firstStatus);
  let made = 0;

  const publish = (): void =>
    rows.set(
      [...entries.values()].map((one) => one.get().row).sort((a, b) => b.lastActivityMs - a.lastActivityMs),
    );
  const entryOf = (id: string): Cell<Entry> => must(entries.get(id), `patient ${id}`);
  const waitingFor = (id: string): number =>
    records.get().filter(({ patientId, stage }) => patientId === id && stage === "saved").length;

  return {
    entries,
    rows,
    records,
    status,
    publish,
    newId: (prefix: string): string => `${prefix}-${++made}`,
    /** Changes one patient and writes the record of it. */
    write(id: string, what: RecordRow["what"], change: (entry: Entry) => Entry): void {
      const one = entryOf(id);
      const next = change(one.get());
      const savedAtMs = clock.now();
      const record: RecordRow = {
        key: `own-${++made}`,
        patientId: id,
        patientName: next.row.name,
        what,
        savedAtMs,
        stage: "saved",
        receivedAtMs: undefined,
        refusalCode: undefined,
        hash: "",
      };
      records.set([record, ...records.get()]);
      one.set({
        ...next,
        row: {
          ...next.row,
          latest: latestOf(next.readings),
          readingCount: next.readings.length,
          pendingCount: waitingFor(id),
          conflictCount: Object.keys(next.conflicts).length,
          lastActivityMs: savedAtMs,
        },
      });
      publish();
      const now = status.get();
      status.set({
        ...now,
        pendingCount: now.pendingCount + 1,
        oldestPendingAtMs: now.oldestPendingAtMs ?? savedAtMs,
      });
    },
    /** The invented relay receives everything. */
    deliver(): void {
      const receivedAtMs = clock.now();
      records.set(
        records
          .get()
          .map((record) =>
            record.stage === "saved" ? { ...record, stage: "received", receivedAtMs } : record,
          ),
      );
      for (const one of entries.values()) {
        const entry = one.get();
        one.set({
          ...entry,
          row: { ...entry.row, pendingCount: 0 },
          readings: entry.readings.map((reading) => ({ ...reading, stage: "received" })),
        });
      }
      publish();
      status.set({
        ...status.get(),
        pendingCount: 0,
        oldestPendingAtMs: undefined,
        lastContactMs: receivedAtMs,
      });
    },
    reading: (input: ReadingInput, extra: Partial<ReadingView>): ReadingView => ({
      id: `new-${++made}`,
      measuredAtMs: input.measuredAtMs ?? clock.now(),
      author: "sunita",
      source: "keypad",
      values: input.values,
      confirmed: input.confirmed,
      notMeasured: input.notMeasured,
      note: input.note,
      state: "current",
      supersedes: undefined,
      rivals: [],
      reason: undefined,
      stage: "saved",
      ...extra,
    }),
  };
};
export type MemoryClinic = ReturnType<typeof createMemoryClinic>;
