import { type DuplicateCandidate, findDuplicates, skeleton } from "@arogyasync/shared/matching";
import { must } from "@arogyasync/shared/result";
import type { Clock } from "@arogyasync/shared/ports";
import type {
  AppData,
  DuplicateHit,
  Live,
  PatientDetail,
  PatientInput,
  ReadingInput,
  SaveResult,
  SessionState,
  SyncStatus,
} from "../data/app-data.ts";
import type { PatientRow, ReadingView, RecordRow } from "../data/rows.ts";
import { cell } from "./cell.ts";
import { crowd, latestOf, madeUpReadings, madeUpRow } from "./made-up.ts";
import type { Scene } from "./scenes.ts";

interface Entry {
  row: PatientRow;
  identity: Readonly<Record<string, string>>;
  identifiers: Readonly<Record<string, string>>;
  conflicts: Readonly<Record<string, readonly string[]>>;
  readings: readonly ReadingView[];
}

const clinics = [
  { id: "phc-wadgaon", name: "PHC Wadgaon", demo: true },
  { id: "phc-shirur", name: "PHC Shirur", demo: true },
];
const session = (scene: Scene): SessionState => {
  const info = {
    userId: "sunita",
    userName: "Sunita D.",
    roles: [scene.role === "hospital" ? "hospital" : "field"],
    clinics,
    clinicId: "phc-wadgaon",
  };
  if (scene.session === "blocked") return { state: "blocked", session: info, code: "device-revoked" };
  return scene.session === "signed-in" ? { state: "signed-in", session: info } : { state: scene.session };
};

const candidate = (row: PatientRow): DuplicateCandidate => ({
  names: [row.name, row.nameLocal ?? ""].filter(Boolean),
  ...(row.sex === undefined ? {} : { sex: row.sex }),
  ...(row.ageYears === undefined ? {} : { ageYears: row.ageYears }),
  ...(row.phone === undefined ? {} : { phone: row.phone }),
  ...(row.village === undefined ? {} : { village: row.village }),
  ...(row.abha === undefined ? {} : { abha: row.abha }),
  ...(row.cards[0] === undefined ? {} : { card: row.cards[0] }),
});

/** The whole `AppData` in memory, with delays like a slow phone's. For development and screenshots only. */
export const memoryAppData = (scene: Scene, clock: Clock): AppData => {
  const entries = new Map<string, ReturnType<typeof cell<Entry>>>();
  const order = cell<readonly PatientRow[]>([]);
  const records = cell<readonly RecordRow[]>([]);
  const status = cell<SyncStatus>({
    connection: "online",
    pendingCount: 0,
    refusedCount: 0,
    oldestPendingAtMs: undefined,
    lastContactMs: clock.now() - 4 * 60_000,
    retryAtMs: undefined,
    sending: undefined,
    gettingReady: undefined,
    storageFailed: false,
    clockOffsetMs: 0,
    ...scene.status,
  });
  const signedIn = cell<SessionState>(session(scene));
  let made = 0;

  const wait = (ms: number): Promise<void> => new Promise((done) => clock.after(ms, done));
  const publish = (): void => {
    order.set(
      [...entries.values()].map((one) => one.get().row).sort((a, b) => b.lastActivityMs - a.lastActivityMs),
    );
  };
  const put = (id: string, change: (entry: Entry) => Entry): void => {
    const one = must(entries.get(id), "known patient");
    const next = change(one.get());
    const pendingCount = records
      .get()
      .filter((record) => record.patientId === id && record.stage === "saved").length;
    const row = {
      ...next.row,
      latest: latestOf(next.readings),
      readingCount: next.readings.length,
      pendingCount,
      lastActivityMs: clock.now(),
      conflictCount: Object.keys(next.conflicts).length,
    };
    one.set({ ...next, row });
    publish();
  };
  const note = (patientId: string, patientName: string, what: RecordRow["what"]): string => {
    const key = `own-${++made}`;
    records.set([
      {
        key,
        patientId,
        patientName,
        what,
        savedAtMs: clock.now(),
        stage: "saved",
        receivedAtMs: undefined,
        refusalCode: undefined,
      },
      ...records.get(),
    ]);
    const now = status.get();
    status.set({
      ...now,
      pendingCount: now.pendingCount + 1,
      oldestPendingAtMs: now.oldestPendingAtMs ?? clock.now(),
    });
    return key;
  };
  const save = async <T>(work: () => T): Promise<SaveResult<T>> => {
    await wait(350);
    if (scene.failSaves) return { ok: false, code: "storage-full" };
    return { ok: true, value: work(), savedAtMs: clock.now() };
  };
  const deliver = (): void => {
    records.set(
      records
        .get()
        .map((record) =>
          record.stage === "saved" ? { ...record, stage: "received", receivedAtMs: clock.now() } : record,
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
      lastContactMs: clock.now(),
    });
  };
  const reading = (input: ReadingInput, extra: Partial<ReadingView>): ReadingView => ({
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
    reason: undefined,
    stage: "saved",
    ...extra,
  });
  const withState = (
    readings: readonly ReadingView[],
    id: string,
    state: ReadingView["state"],
    reason?: string,
  ) => readings.map((one) => (one.id === id ? { ...one, state, reason: reason ?? one.reason } : one));
  const rowFrom = (id: string, input: PatientInput): PatientRow => {
    const { identity, identifiers } = input;
    return {
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
      lastActivityMs: clock.now(),
    };
  };

  for (const [index, person] of crowd(scene.patients).entries()) {
    const readings = madeUpReadings(person, index, clock.now());
    if (index === 0) {
      const [first, second] = [must(readings[1], "second"), must(readings[3], "fourth")];
      readings[1] = { ...first, supersedes: "r0-old", reason: "typing-mistake" };
      readings.splice(2, 0, {
        ...first,
        id: "r0-old",
        values: { ...first.values, systolic: 250 },
        state: "superseded",
        note: undefined,
      });
      readings[4] = { ...second, state: "retracted", reason: "wrong-patient" };
    }
    const row = madeUpRow(person, index, readings, clock.now());
    const identity: Record<string, string> = {
      name: row.name,
      sex: row.sex ?? "",
      ageYears: String(row.ageYears),
      demo: "yes",
    };
    for (const key of ["nameLocal", "ageAsOf", "phone", "village", "relationName"] as const)
      if (row[key]) identity[key] = row[key];
    entries.set(
      row.id,
      cell<Entry>({
        row,
        identity,
        identifiers: person.card ? { card: person.card } : {},
        conflicts: index === 0 ? { phone: ["9876543210", "9876543201"] } : {},
        readings,
      }),
    );
  }
  publish();
  if (scene.patients > 3) {
    records.set([
      {
        key: "s1",
        patientId: "p0",
        patientName: "Laxmi Patil",
        what: "reading",
        savedAtMs: clock.now() - 3 * 60_000,
        stage: "received",
        receivedAtMs: clock.now() - 2 * 60_000,
        refusalCode: undefined,
      },
      {
        key: "s2",
        patientId: "p1",
        patientName: "Ramesh Jadhav",
        what: "correction",
        savedAtMs: clock.now() - 26 * 60_000,
        stage: "received",
        receivedAtMs: clock.now() - 25 * 60_000,
        refusalCode: undefined,
      },
      {
        key: "s3",
        patientId: "p12",
        patientName: "Fatima Shaikh",
        what: "patient",
        savedAtMs: clock.now() - 90 * 60_000,
        stage: "received",
        receivedAtMs: clock.now() - 89 * 60_000,
        refusalCode: undefined,
      },
      ...(scene.refused
        ? [
            {
              key: "s4",
              patientId: "p3",
              patientName: "Mohd Khan",
              what: "edit" as const,
              savedAtMs: clock.now() - 95 * 60_000,
              stage: "refused" as const,
              receivedAtMs: undefined,
              refusalCode: "role-may-not-write",
            },
          ]
        : []),
    ]);
    for (let waiting = 0; waiting < (scene.status.pendingCount ?? 0); waiting++) {
      const one = must(order.get()[waiting % 3], "patient");
      records.set([
        {
          key: `w${waiting}`,
          patientId: one.id,
          patientName: one.name,
          what: "reading",
          savedAtMs: clock.now() - 75 * 3_600_000,
          stage: "saved",
          receivedAtMs: undefined,
          refusalCode: undefined,
        },
        ...records.get(),
      ]);
    }
  }

  return {
    session: signedIn,
    status,
    updateReady: cell(scene.updateReady),
    login: async ({ user, password }) => {
      await wait(500);
      if (password !== "demo")
        return { ok: false, code: user === "offline" ? "login-needs-network" : "wrong-password" };
      signedIn.set(session({ ...scene, session: "signed-in" }));
      return { ok: true };
    },
    signOut: async () => {
      await wait(100);
      signedIn.set({ state: "signed-out" });
    },
    chooseClinic: (clinicId) => {
      const now = signedIn.get();
      if (now.state === "signed-in") signedIn.set({ ...now, session: { ...now.session, clinicId } });
    },
    recent: order,
    ward: order,
    search: async (query, limit) => {
      await wait(30);
      const key = skeleton(query);
      const digits = query.replace(/\D/g, "");
      const found = order
        .get()
        .filter(
          (row) =>
            [row.name, row.nameLocal ?? ""].some(
              (name) =>
                name.toLowerCase().includes(query.toLowerCase()) ||
                (key !== "" && skeleton(name).startsWith(key)),
            ) ||
            (digits.length >= 3 && (row.phone ?? "").includes(digits)) ||
            row.cards.some((card) => card.toLowerCase().includes(query.toLowerCase())),
        );
      return found.slice(0, limit);
    },
    duplicates: async (input) => {
      const rows = order.get();
      const todayIso = new Date(clock.now()).toISOString().slice(0, 10);
      const found = findDuplicates(
        candidate(rowFrom("", input)),
        rows.map((row) => ({ ...candidate(row), patientId: row.id })),
        { todayIso, limit: 3 },
      );
      return found.map(
        ({ patientId, strength, reasons }): DuplicateHit => ({
          patient: must(
            rows.find(({ id }) => id === patientId),
            "row",
          ),
          strength,
          reasons,
        }),
      );
    },
    patient: (id): Live<PatientDetail | undefined | "missing"> => {
      const one = entries.get(id);
      let last: { entry: Entry; detail: PatientDetail } | undefined;
      return {
        get: () => {
          if (!one) return "missing";
          const entry = one.get();
          if (last?.entry !== entry)
            last = {
              entry,
              detail: { ...entry, unreadableCount: id === "p1" ? 1 : 0, canEdit: scene.role === "field" },
            };
          return last.detail;
        },
        subscribe: (fn) => one?.subscribe(fn) ?? (() => undefined),
      };
    },
    register: (input) =>
      save(() => {
        const id = `reg-${++made}`;
        entries.set(
          id,
          cell<Entry>({
            row: rowFrom(id, input),
            identity: input.identity,
            identifiers: input.identifiers,
            conflicts: {},
            readings: [],
          }),
        );
        note(id, input.identity["name"] ?? "", "patient");
        put(id, (entry) => entry);
        return { patientId: id };
      }),
    editIdentity: (patientId, changes) =>
      save(() => {
        const name = must(entries.get(patientId), "known").get().row.name;
        note(patientId, name, "edit");
        put(patientId, (entry) => {
          const identity = { ...entry.identity, ...changes };
          const conflicts = Object.fromEntries(
            Object.entries(entry.conflicts).filter(([field]) => !(field in changes)),
          );
          return {
            ...entry,
            identity,
            conflicts,
            row: rowFrom(patientId, { identity, identifiers: entry.identifiers }),
          };
        });
        return null;
      }),
    saveReading: (patientId, input) =>
      save(() => {
        const added = reading(input, {});
        note(patientId, must(entries.get(patientId), "known").get().row.name, "reading");
        put(patientId, (entry) => ({ ...entry, readings: [added, ...entry.readings] }));
        return { readingId: added.id };
      }),
    correctReading: (patientId, readingId, input, reason) =>
      save(() => {
        const added = reading(input, { supersedes: readingId, reason });
        note(patientId, must(entries.get(patientId), "known").get().row.name, "correction");
        put(patientId, (entry) => ({
          ...entry,
          readings: [added, ...withState(entry.readings, readingId, "superseded")],
        }));
        return { readingId: added.id };
      }),
    retractReading: (patientId, readingId, reason) =>
      save(() => {
        note(patientId, must(entries.get(patientId), "known").get().row.name, "correction");
        put(patientId, (entry) => ({
          ...entry,
          readings: withState(entry.readings, readingId, "retracted", reason),
        }));
        return null;
      }),
    records,
    sendNow: async () => {
      await wait(900);
      if (scene.sendOutcome === "not-sent")
        return {
          outcome: "not-sent",
          pendingCount: status.get().pendingCount,
          reason: scene.status.connection ?? "offline",
        };
      deliver();
      return { outcome: "all-sent" };
    },
    problems: cell(scene.problems),
    diagnostics: async () => ({
      appVersion: "dev",
      deviceId: "dev",
      leader: true,
      epoch: undefined,
      cursors: [],
      pendingCount: status.get().pendingCount,
      docs: [],
    }),
    storage: async () => ({
      persisted: scene.persisted,
      usedBytes: 38_400_000,
      quotaBytes: scene.persisted ? 4_000_000_000 : 41_000_000,
    }),
    requestPersistence: async () => scene.persisted,
    applyUpdate: async () => undefined,
  };
};
