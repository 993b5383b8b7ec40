import type {
  ConsentEntry,
  Diagnostics,
  DuplicateHit,
  LoginInput,
  PatientDetail,
  PatientInput,
  ReadingInput,
  RelayAnswer,
  SaveResult,
  SendResult,
  SessionState,
  StorageProblem,
  SyncStatus,
} from "../data/app-data.ts";
import type { DepartureState, WipeResult } from "../data/departure.ts";
import type { PatientPage, PatientRow, RecordRow } from "../data/rows.ts";
import type { WardCommand, WardView } from "../data/ward.ts";
import type { PinResult, UnlockResult, VaultState } from "../data/vault.ts";
import type { DraftChange } from "./vault/drafts.ts";

/** What the page remembers outside IndexedDB, to notice when the browser has thrown the database away. */
export interface DeviceMarker {
  readonly deviceId: string;
  readonly documents: number;
}
export interface StartInput {
  readonly marker: DeviceMarker | undefined;
  readonly appVersion: string;
}
export type ListName = "recent" | "ward" | "records" | "wards";

/** What needs an open vault. */
// biome-ignore format: a table of methods
export type BackendMethods = {
  chooseClinic(clinicId: string): Promise<null>;
  watch(list: ListName): Promise<null>;
  unwatch(list: ListName): Promise<null>;
  watchPatient(id: string): Promise<null>;
  unwatchPatient(id: string): Promise<null>;
  /** A longer page of "recent". */
  more(input: null): Promise<null>;
  search(input: { readonly query: string; readonly limit: number }): Promise<PatientPage>;
  duplicates(input: PatientInput): Promise<readonly DuplicateHit[]>;
  register(input: PatientInput): Promise<SaveResult<{ readonly patientId: string }>>;
  editIdentity(input: { readonly patientId: string; readonly changes: Readonly<Record<string, string>> }): Promise<SaveResult<null>>;
  recordConsent(input: { readonly patientId: string; readonly entry: ConsentEntry }): Promise<SaveResult<null>>;
  saveReading(input: { readonly patientId: string; readonly reading: ReadingInput }): Promise<SaveResult<{ readonly readingId: string }>>;
  correctReading(input: { readonly patientId: string; readonly readingId: string; readonly reading: ReadingInput; readonly reason: string }): Promise<SaveResult<{ readonly readingId: string }>>;
  retractReading(input: { readonly patientId: string; readonly readingId: string; readonly reason: string }): Promise<SaveResult<null>>;
  saveWard(command: WardCommand): Promise<SaveResult<null>>;
  sendNow(input: null): Promise<SendResult>;
  /** The page is looked at again, or the network came back: do not wait for the back-off. */
  wake(input: null): Promise<null>;
  diagnostics(input: null): Promise<Diagnostics>;
  /** Hands in what is only here, then lets go of the store so that the page can delete it. */
  wipeNow(input: { readonly mayLose: boolean }): Promise<WipeResult>;
  /** Asks an endpoint of the relay as whoever is signed in; the page checks both schemas. */
  ask(input: { readonly path: string; readonly body: unknown }): Promise<RelayAnswer<unknown>>;
};

/** What the page asks of its worker. */
// biome-ignore format: a table of methods
export type WorkerMethods = BackendMethods & {
  start(input: StartInput): Promise<null>;
  /** With the password, online. Who has a vault here is then asked for its PIN, else for a new one. */
  login(input: LoginInput): Promise<{ ok: true } | { ok: false; code: string }>;
  signOut(input: null): Promise<null>;
  unlock(input: { readonly vaultId: string; readonly pin: string }): Promise<UnlockResult>;
  choosePin(pin: string): Promise<PinResult>;
  forgotPin(input: null): Promise<null>;
  cancelPin(input: null): Promise<null>;
  changePin(input: { readonly pin: string; readonly newPin: string }): Promise<UnlockResult | PinResult>;
  lock(input: null): Promise<null>;
  keepDraft(change: DraftChange): Promise<null>;
};

/** What the worker says unasked. Lists come as the order of ids and the rows that changed since the last notice. */
export type WorkerEvent =
  | { readonly type: "vault"; readonly value: VaultState }
  /** The key is gone from this tab: the page must start anew. */
  | { readonly type: "locked" }
  | { readonly type: "drafts"; readonly changes: readonly DraftChange[] }
  | { readonly type: "session"; readonly value: SessionState }
  | { readonly type: "status"; readonly value: SyncStatus }
  | {
      readonly type: "patients";
      readonly list: "recent" | "ward";
      readonly ids: readonly string[];
      readonly changed: readonly PatientRow[];
      /** How long the whole list is; `ids` may be its beginning. */
      readonly total: number;
    }
  | { readonly type: "wards"; readonly value: readonly WardView[] }
  | { readonly type: "records"; readonly rows: readonly RecordRow[] }
  | { readonly type: "patient"; readonly id: string; readonly value: PatientDetail | "missing" }
  /** Erased by law: what a tab keeps of this patient by itself goes too. */
  | { readonly type: "erased"; readonly id: string }
  /** `isOurs`: this tab's page does the deleting. */
  | { readonly type: "departure"; readonly state: DepartureState | undefined; readonly isOurs: boolean }
  | { readonly type: "marker"; readonly value: DeviceMarker }
  | { readonly type: "problems"; readonly value: readonly StorageProblem[] };
