import type { Clock } from "@arogyasync/shared/ports";
import type {
  AppData,
  ConsentView,
  Live,
  PatientDetail,
  SaveResult,
  SessionState,
} from "../data/app-data.ts";
import type { DepartureState } from "../data/departure.ts";
import { patientRights } from "../data/rights.ts";
import type { PatientPage, PatientRow, ReadingView } from "../data/rows.ts";
import type { VaultState } from "../data/vault.ts";
import { isoDay } from "../ui/clinical/person.ts";
import { cell } from "./cell.ts";
import { createMemoryClinic, type Entry, rowFrom } from "./memory-clinic.ts";
import { duplicateRows, searchRows } from "./memory-lookup.ts";
import { memoryWards } from "./memory-wards.ts";
import { sceneSession, sceneVault } from "./memory-session.ts";
import type { Scene } from "./scenes.ts";
import { seedClinic } from "./seed-clinic.ts";

const withState = (
  readings: readonly ReadingView[],
  id: string,
  change: Partial<ReadingView>,
): readonly ReadingView[] => readings.map((one) => (one.id === id ? { ...one, ...change } : one));

/** A list that is here whole. */
const page = (all: Live<readonly PatientRow[]>): Live<PatientPage> => {
  let last: PatientPage = { rows: [], total: 0 };
  return {
    get() {
      const rows = all.get();
      if (last.rows !== rows) last = { rows, total: rows.length };
      return last;
    },
    subscribe: (fn) => all.subscribe(fn),
  };
};

/** The whole `AppData` in memory, with delays like a slow phone's. For development and screenshots only. */
export const memoryAppData = (scene: Scene, clock: Clock): AppData => {
  const clinic = createMemoryClinic(clock, {
    connection: "online",
    pendingCount: 0,
    isCounted: true,
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
  seedClinic(clinic, scene, clock.now());
  const session = cell<SessionState>(sceneSession(scene));
  const departure = cell<DepartureState | undefined>(scene.departure);
  const wait = (ms: number): Promise<void> => new Promise((done) => clock.after(ms, done));
  const save = async <T>(work: () => T): Promise<SaveResult<T>> => {
    await wait(350);
    return scene.failSaves
      ? { ok: false, code: "storage-full" }
      : { ok: true, value: work(), savedAtMs: clock.now() };
  };
  const decided = new Map<string, ConsentView>();
  const undecided: ConsentView = {
    status: "none",
    atMs: undefined,
    untilMs: undefined,
    by: [],
    method: [],
    isContested: false,
  };
  const consents = (patientId: string): PatientDetail["consents"] => {
    const of = (purpose: string) => decided.get(`${patientId}/${purpose}`) ?? undecided;
    return { care: of("care"), insurance: of("insurance"), research: of("research") };
  };
  const detailOf = (entry: Entry): PatientDetail => ({
    ...entry,
    consents: consents(entry.row.id),
    unreadableCount: entry.row.id === "p1" && !scene.readingClosed ? 1 : 0,
    ...(scene.readingClosed && { readings: [], identifiers: {}, conflicts: {} }),
    rights: patientRights({ roles: [scene.role], clinics: ["phc-wadgaon"] }),
  });

  const vault = cell<VaultState>(sceneVault(scene));
  const openVault = async () => {
    await wait(400);
    session.set(sceneSession({ ...scene, session: "signed-in" }));
    vault.set({ state: "open" });
    return { ok: true } as const;
  };
  const drafts = new Map<string, string>();

  return {
    vault: {
      state: vault,
      unlock: ({ pin }) =>
        pin === "271828" ? openVault() : Promise.resolve({ ok: false, code: "wrong-pin", triesLeft: 7 }),
      choosePin: openVault,
      forgotPin: async () => vault.set({ state: "choose-pin", userName: "Sunita D." }),
      cancel: async () => vault.set(sceneVault({ ...scene, vault: "closed" })),
      changePin: async ({ pin }) =>
        pin === "271828" ? { ok: true } : { ok: false, code: "wrong-pin", triesLeft: 7 },
      lock: async () => vault.set(sceneVault({ ...scene, vault: "closed" })),
    },
    drafts: {
      get: (key) => drafts.get(key),
      set: async (key, text) => void (text === undefined ? drafts.delete(key) : drafts.set(key, text)),
    },
    session,
    status: clinic.status,
    updateReady: cell(scene.updateReady),
    departure,
    departureRead: async () => departure.set(undefined),
    departureNow: () => {},
    wipeNow: async (mayLose) => {
      await wait(900);
      const { pendingCount } = clinic.status.get();
      return pendingCount === 0 || mayLose
        ? { ok: true }
        : { ok: false, left: pendingCount, code: "offline" };
    },
    problems: cell(scene.problems),
    recent: page(scene.readingClosed ? cell([]) : clinic.rows),
    moreRecent: () => {},
    ward: page(scene.readingClosed ? cell([]) : clinic.rows),
    wards: memoryWards(clinic.rows.get()),
    saveWard: () => save(() => null),
    records: clinic.records,
    login: async ({ password }) => {
      await wait(500);
      if (password !== "demo") return { ok: false, code: "bad-credentials" };
      session.set(sceneSession({ ...scene, session: "signed-in" }));
      return { ok: true };
    },
    signOut: async () => {
      await wait(100);
      session.set({ state: "signed-out" });
    },
    chooseClinic: (clinicId) => {
      const now = session.get();
      if (now.state === "signed-in") session.set({ ...now, session: { ...now.session, clinicId } });
    },
    search: async (query, limit) => {
      await wait(30);
      const rows = searchRows(clinic.rows.get(), query);
      return { rows: rows.slice(0, limit), total: rows.length };
    },
    duplicates: async (input) =>
      duplicateRows(clinic.rows.get(), rowFrom("", input, clock.now()), isoDay(clock.now())),
    patient: (id) => {
      const one = clinic.entries.get(id);
      let last: { readonly entry: Entry; readonly detail: PatientDetail } | undefined;
      return {
        get: () => {
          if (!one) return "missing";
          const entry = one.get();
          if (last?.entry !== entry) last = { entry, detail: detailOf(entry) };
          return last.detail;
        },
        subscribe: (fn) => one?.subscribe(fn) ?? (() => undefined),
      };
    },
    register: (input) =>
      save(() => {
        const patientId = clinic.newId("reg");
        const row = rowFrom(patientId, input, clock.now());
        clinic.entries.set(patientId, cell<Entry>({ row, ...input, conflicts: {}, readings: [] }));
        clinic.write(patientId, "patient", (entry) => entry);
        return { patientId };
      }),
    editIdentity: (patientId, changes) =>
      save(() => {
        clinic.write(patientId, "edit", (entry) => {
          const identity = { ...entry.identity, ...changes };
          const row = rowFrom(patientId, { identity, identifiers: entry.identifiers }, clock.now());
          const open = Object.entries(entry.conflicts).filter(([field]) => !(field in changes));
          return { ...entry, identity, row, conflicts: Object.fromEntries(open) };
        });
        return null;
      }),
    recordConsent: (patientId, { purpose, state, method, untilMs }) =>
      save(() => {
        const at = { atMs: clock.now(), untilMs, by: ["demo"], method: [method], isContested: false };
        decided.set(`${patientId}/${purpose}`, { ...at, status: state });
        clinic.write(patientId, "edit", (entry) => ({ ...entry }));
        return null;
      }),
    saveReading: (patientId, input) =>
      save(() => {
        const added = clinic.reading(input, {});
        clinic.write(patientId, "reading", (entry) => ({ ...entry, readings: [added, ...entry.readings] }));
        return { readingId: added.id };
      }),
    correctReading: (patientId, readingId, input, reason) =>
      save(() => {
        const added = clinic.reading(input, { supersedes: readingId, reason });
        clinic.write(patientId, "correction", (entry) => ({
          ...entry,
          readings: [added, ...withState(entry.readings, readingId, { state: "superseded" })],
        }));
        return { readingId: added.id };
      }),
    retractReading: (patientId, readingId, reason) =>
      save(() => {
        clinic.write(patientId, "correction", (entry) => ({
          ...entry,
          readings: withState(entry.readings, readingId, { state: "retracted", reason }),
        }));
        return null;
      }),
    sendNow: async () => {
      await wait(900);
      if (scene.sendOutcome === "all-sent") {
        clinic.deliver();
        return { outcome: "all-sent" };
      }
      const { pendingCount, connection } = clinic.status.get();
      return { outcome: "not-sent", pendingCount, reason: connection };
    },
    diagnostics: async () => ({
      appVersion: "dev",
      deviceId: undefined,
      leader: true,
      epoch: undefined,
      cursors: [],
      pendingCount: clinic.status.get().pendingCount,
      docs: [],
    }),
    ask: async () => ({ ok: false, code: "offline", message: "the made-up clinic has no relay" }),
    storage: async () => ({
      persisted: scene.persisted,
      usedBytes: 38_400_000,
      quotaBytes: scene.persisted ? 4_000_000_000 : 41_000_000,
    }),
    requestPersistence: async () => scene.persisted,
    applyUpdate: async () => undefined,
    lookForUpdate: async () => undefined,
  };
};
