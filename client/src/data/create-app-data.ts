import type { ListName, WorkerEvent, WorkerMethods } from "../worker/api.ts";
import { type RpcClient, RpcError } from "../worker/rpc.ts";
import type {
  AppData,
  PatientDetail,
  SaveResult,
  SessionState,
  StorageInfo,
  StorageProblem,
  SyncStatus,
} from "./app-data.ts";
import type { DepartureState } from "./departure.ts";
import { createLive, type LiveCell } from "./live.ts";
import type { PatientPage, PatientRow, RecordRow } from "./rows.ts";
import type { WardView } from "./ward.ts";
import { draftsOf, type VaultState } from "./vault.ts";

/** What only a page can do: everything else is asked of the worker. */
export interface PageServices {
  readonly updateReady: LiveCell<boolean>;
  readonly departure: {
    readonly state: LiveCell<DepartureState | undefined>;
    onState(state: DepartureState | undefined, isOurs: boolean): void;
    read(): Promise<void>;
  };
  applyUpdate(): Promise<void>;
  lookForUpdate(): Promise<void>;
  storage(): Promise<StorageInfo>;
  requestPersistence(): Promise<boolean>;
  /** The vault was locked: nothing of it may stay in this page's memory. */
  startAnew(): void;
  rememberMarker(marker: { readonly deviceId: string; readonly documents: number }): void;
}

export const initialStatus: SyncStatus = {
  connection: "connecting",
  isCounted: false,
  pendingCount: 0,
  refusedCount: 0,
  oldestPendingAtMs: undefined,
  lastContactMs: undefined,
  retryAtMs: undefined,
  sending: undefined,
  gettingReady: undefined,
  storageFailed: false,
  clockOffsetMs: undefined,
};

/** A worker that failed is a save that did not happen: the person is told NOT SAVED, never nothing. */
const notSaved = (error: unknown): { readonly ok: false; readonly code: string } => {
  if (error instanceof RpcError) return { ok: false, code: error.code };
  throw error;
};

/** How many patients' details are kept live after the last screen showing them is gone. */
const KEPT_DETAILS = 20;

/** AppData over the worker. Holds what the worker said last; asks for lists only while a screen shows them. */
export const createAppData = (rpc: RpcClient<WorkerMethods, WorkerEvent>, page: PageServices): AppData => {
  const session = createLive<SessionState>({ state: "loading" });
  const vault = createLive<VaultState>({ state: "loading" });
  const drafts = new Map<string, string>();
  const status = createLive<SyncStatus>(initialStatus);
  const problems = createLive<readonly StorageProblem[]>([]);
  const watched = (list: ListName) => (on: boolean) =>
    void rpc.call(on ? "watch" : "unwatch", list).catch(() => {}); // a failed worker shows in `problems`
  const recent = createLive<PatientPage | undefined>(undefined, watched("recent"));
  const ward = createLive<PatientPage | undefined>(undefined, watched("ward"));
  const records = createLive<readonly RecordRow[]>([], watched("records"));
  const wards = createLive<readonly WardView[] | undefined>(undefined, watched("wards"));
  const known = { recent: new Map<string, PatientRow>(), ward: new Map<string, PatientRow>() };
  const details = new Map<string, LiveCell<PatientDetail | undefined | "missing">>();

  const detailOf = (id: string) => {
    const cell = details.get(id);
    if (cell) return cell;
    const fresh = createLive<PatientDetail | undefined | "missing">(undefined, (on) => {
      void rpc.call(on ? "watchPatient" : "unwatchPatient", id).catch(() => {});
      if (on) return;
      details.delete(id);
      details.set(id, fresh);
      for (const oldest of [...details.keys()].slice(0, Math.max(0, details.size - KEPT_DETAILS)))
        details.delete(oldest);
    });
    details.set(id, fresh);
    return fresh;
  };

  const onPatients = (event: Extract<WorkerEvent, { type: "patients" }>) => {
    const before = known[event.list];
    for (const row of event.changed) before.set(row.id, row);
    const rows = event.ids.flatMap((id) => before.get(id) ?? []);
    known[event.list] = new Map(rows.map((row) => [row.id, row]));
    (event.list === "recent" ? recent : ward).set({ rows, total: event.total });
  };

  const keepDraft = async (key: string, text: string | undefined) => {
    if (drafts.get(key) === text) return;
    holdDrafts([{ key, text }]);
    await rpc.call("keepDraft", { key, text }).catch(() => {});
  };
  const dropDrafts = (patientId: string) => {
    for (const key of Array.from(drafts.keys()))
      if (key.startsWith(draftsOf(patientId))) void keepDraft(key, undefined);
  };
  const holdDrafts = (changes: Extract<WorkerEvent, { type: "drafts" }>["changes"]) => {
    for (const { key, text } of changes)
      if (text === undefined) drafts.delete(key);
      else drafts.set(key, text);
  };

  rpc.onNotice((event) => {
    switch (event.type) {
      case "vault":
        return vault.set(event.value);
      case "locked":
        return page.startAnew();
      case "drafts":
        return holdDrafts(event.changes);
      case "session":
        return session.set(event.value);
      case "status":
        return status.set(event.value);
      case "patients":
        return onPatients(event);
      case "wards":
        return wards.set(event.value);
      case "records":
        return records.set(event.rows);
      case "patient":
        return details.get(event.id)?.set(event.value);
      case "erased":
        return dropDrafts(event.id);
      case "marker":
        return page.rememberMarker(event.value);
      case "departure":
        return page.departure.onState(event.state, event.isOurs);
      case "problems":
        return problems.set(event.value);
    }
  });

  rpc.onFailed(() => {
    problems.set([...problems.get(), { code: "worker-failed", params: {} }]);
    status.set({ ...status.get(), storageFailed: true });
    if (session.get().state === "loading") session.set({ state: "signed-out" });
    if (vault.get().state === "loading") vault.set({ state: "closed", people: [] });
  });

  const save = <T>(work: Promise<SaveResult<T>>): Promise<SaveResult<T>> => work.catch(notSaved);

  return {
    vault: {
      state: vault,
      unlock: (input) => rpc.call("unlock", input),
      choosePin: (pin) => rpc.call("choosePin", pin),
      forgotPin: async () => void (await rpc.call("forgotPin", null)),
      cancel: async () => void (await rpc.call("cancelPin", null)),
      changePin: (input) => rpc.call("changePin", input),
      lock: async () => void (await rpc.call("lock", null)),
    },
    drafts: { get: (key) => drafts.get(key), set: keepDraft },
    session,
    status,
    problems,
    updateReady: page.updateReady,
    departure: page.departure.state,
    departureRead: () => page.departure.read(),
    departureNow: () => void rpc.call("wake", null).catch(() => {}), // as above
    wipeNow: (mayLose) =>
      rpc.call("wipeNow", { mayLose }).catch((error: unknown) => ({ ...notSaved(error), left: 0 })),
    login: (input) => rpc.call("login", input).catch(notSaved),
    signOut: async () => void (await rpc.call("signOut", null)),
    chooseClinic: (clinicId) => void rpc.call("chooseClinic", clinicId).catch(() => {}),
    recent,
    moreRecent: () => void rpc.call("more", null).catch(() => {}), // as above
    ward,
    wards,
    saveWard: (command) => save(rpc.call("saveWard", command)),
    records,
    search: (query, limit) => rpc.call("search", { query, limit }),
    duplicates: (input) => rpc.call("duplicates", input),
    patient: detailOf,
    register: (input) => save(rpc.call("register", input)),
    editIdentity: (patientId, changes) => save(rpc.call("editIdentity", { patientId, changes })),
    recordConsent: (patientId, entry) => save(rpc.call("recordConsent", { patientId, entry })),
    saveReading: (patientId, reading) => save(rpc.call("saveReading", { patientId, reading })),
    correctReading: (patientId, readingId, reading, reason) =>
      save(rpc.call("correctReading", { patientId, readingId, reading, reason })),
    retractReading: (patientId, readingId, reason) =>
      save(rpc.call("retractReading", { patientId, readingId, reason })),
    sendNow: () => rpc.call("sendNow", null),
    diagnostics: () => rpc.call("diagnostics", null),
    async ask(endpoint, request) {
      const body = endpoint.request.safeParse(request);
      if (!body.success) return { ok: false, code: "bad-request", message: body.error.message };
      const answer = await rpc
        .call("ask", { path: endpoint.path, body: body.data })
        .catch((error: unknown) => ({ ...notSaved(error), message: String(error) }));
      if (!answer.ok) return answer;
      const value = endpoint.response.safeParse(answer.value);
      return value.success
        ? { ok: true, value: value.data }
        : { ok: false, code: "bad-answer", message: value.error.message };
    },
    storage: () => page.storage(),
    requestPersistence: () => page.requestPersistence(),
    applyUpdate: () => page.applyUpdate(),
    lookForUpdate: () => page.lookForUpdate(),
  };
};
