import type { PatientRights } from "./rights.ts";
import type { Endpoint } from "@arogyasync/shared/api";
import type { DepartureState, WipeResult } from "./departure.ts";
import type { ConsentDecision, ConsentMethod, ConsentStatus, Purpose } from "@arogyasync/shared/records";
import type { DuplicateReason, PatientPage, PatientRow, ReadingView, RecordRow } from "./rows.ts";
import type { WardCommand, WardView } from "./ward.ts";
import type { Drafts, Vault } from "./vault.ts";

/** A value that changes; `get` returns the same reference until it does (useSyncExternalStore). */
export interface Live<T> {
  get(): T;
  subscribe(fn: () => void): () => void;
}

export interface Clinic {
  readonly id: string;
  readonly name: string;
  readonly demo: boolean;
}
export interface SessionInfo {
  readonly userId: string;
  readonly userName: string;
  readonly roles: readonly string[];
  readonly clinics: readonly Clinic[];
  readonly clinicId: string;
  /** Too long without contact: records are not shown until there was one; everything can be recorded. [VA11] */
  readonly isReadingClosed?: boolean;
}
export type SessionState =
  | { readonly state: "loading" }
  | { readonly state: "signed-out" }
  | { readonly state: "signed-in"; readonly session: SessionInfo }
  /** The relay said no (401/403, update needed): nothing is sent, nothing is lost, a person must act. */
  | { readonly state: "blocked"; readonly session: SessionInfo; readonly code: string };

/** What the status chip shows; the first that holds in the order of DESIGN §9 wins. */
export interface SyncStatus {
  readonly connection: "online" | "connecting" | "offline" | "relay-down" | "blocked";
  /** Whether the counts have been read: before that nothing is said of what was sent. */
  readonly isCounted: boolean;
  readonly pendingCount: number;
  readonly refusedCount: number;
  readonly oldestPendingAtMs: number | undefined;
  readonly lastContactMs: number | undefined;
  readonly retryAtMs: number | undefined;
  readonly sending: { readonly done: number; readonly total: number } | undefined;
  readonly gettingReady: { readonly done: number; readonly total: number } | undefined;
  readonly storageFailed: boolean;
  /** Relay clock minus ours, when known. */
  readonly clockOffsetMs: number | undefined;
}

export interface PatientInput {
  readonly identity: Readonly<Record<string, string>>;
  readonly identifiers: Readonly<Record<string, string>>;
}
/** Scaled integer fields by name (shared/vitals), already confirmed where a soft limit asked. */
export interface ReadingInput {
  readonly values: Readonly<Record<string, number | string | boolean>>;
  readonly confirmed: readonly string[];
  readonly notMeasured: Readonly<Record<string, string>>;
  readonly note?: string;
  readonly measuredAtMs?: number;
}
export type SaveResult<T> =
  | { readonly ok: true; readonly value: T; readonly savedAtMs: number }
  /** NOT SAVED: nothing was written. `code` has a sentence in every language. */
  | { readonly ok: false; readonly code: string };

export interface DuplicateHit {
  readonly patient: PatientRow;
  readonly strength: "certain" | "likely" | "possible";
  readonly reasons: readonly DuplicateReason[];
}
/** What a patient decided about one purpose, as it counts now. */
export interface ConsentView {
  readonly status: ConsentStatus;
  readonly atMs: number | undefined;
  /** No end: undefined. */
  readonly untilMs: number | undefined;
  /** User ids of who recorded it, and how it was expressed; more than one where decisions made at one time differ. */
  readonly by: readonly string[];
  readonly method: readonly string[];
  readonly isContested: boolean;
}
export interface ConsentEntry {
  readonly purpose: Purpose;
  readonly state: ConsentDecision;
  readonly method: ConsentMethod;
  readonly untilMs: number | undefined;
}
export interface PatientDetail {
  readonly row: PatientRow;
  readonly identity: Readonly<Record<string, string>>;
  readonly identifiers: Readonly<Record<string, string>>;
  /** field → the values written at the same time ("Two values: both are kept"). */
  readonly conflicts: Readonly<Record<string, readonly string[]>>;
  readonly readings: readonly ReadingView[];
  readonly consents: Readonly<Record<Purpose, ConsentView>>;
  /** Entries that this version cannot read: named, never hidden. */
  readonly unreadableCount: number;
  /** What of it the person at the device may change. */
  readonly rights: PatientRights;
}
export interface StorageInfo {
  readonly persisted: boolean;
  readonly usedBytes: number | undefined;
  readonly quotaBytes: number | undefined;
}

/**
 * Something is wrong with what this device keeps. `records-missing`: the browser threw the app's data away (what was
 * sent comes back, what was not cannot be recovered); `unreadable-data`: some stored bytes do not open, the rest is
 * unharmed; `storage-failed`: nothing can be read or written; `worker-failed`: the app must be opened again.
 */
export interface StorageProblem {
  readonly code: "records-missing" | "unreadable-data" | "storage-failed" | "worker-failed";
  readonly params: Readonly<Record<string, string | number>>;
}

/** Ends in the truth: everything is sent, or how many are not and why. */
export type SendResult =
  | { readonly outcome: "all-sent" }
  | { readonly outcome: "not-sent"; readonly pendingCount: number; readonly reason: string };

export interface LoginInput {
  readonly user: string;
  readonly password: string;
  /** Enrols this device, when the relay does not know it. [ID31] */
  readonly code?: string | undefined;
  /** In place of a password that was for one use. [ID11] */
  readonly newPassword?: string | undefined;
}

/** What an endpoint of the relay said, or why it did not: a stable code and the relay's own (English) sentence. */
export type RelayAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** For support staff and for convergence checks: names and hashes only, nothing about a patient. */
export interface Diagnostics {
  readonly appVersion: string;
  readonly deviceId: string | undefined;
  readonly leader: boolean;
  readonly epoch: string | undefined;
  readonly cursors: readonly { readonly name: string; readonly seq: number }[];
  readonly pendingCount: number;
  readonly docs: readonly { readonly id: string; readonly kind: string; readonly heads: readonly string[] }[];
}

/** Everything a screen may ask for. Screens know nothing of Automerge, IndexedDB or sockets. */
export interface AppData {
  /** Whose sealed records are open here, and the PIN that opens them. Nothing below is there before. */
  readonly vault: Vault;
  readonly drafts: Drafts;
  readonly session: Live<SessionState>;
  readonly status: Live<SyncStatus>;
  /** A newer version of the app is installed and waits (service worker). */
  readonly updateReady: Live<boolean>;
  /** This device, or the person at it, must go; undefined while nobody has to, or once a person has read it. */
  readonly departure: Live<DepartureState | undefined>;
  /** A person has read how it ended. */
  departureRead(): Promise<void>;
  /** Try again now what the departure waits for. */
  departureNow(): void;
  /**
   * Hands in what is only here, then deletes everything. Without `mayLose` nothing is deleted unless the relay has a
   * receipt for all of it.
   */
  wipeNow(mayLose: boolean): Promise<WipeResult>;
  /**
   * Needs the network. `enrolment-needed` and `password-change-needed` ask for what is missing. Afterwards `vault` asks for
   * a PIN.
   */
  login(input: LoginInput): Promise<{ ok: true } | { ok: false; code: string }>;
  /** Ends the server session and locks. Unsent records stay on the device, sealed. */
  signOut(): Promise<void>;
  chooseClinic(clinicId: string): void;

  /** Patients of the chosen clinic, most recently active first; undefined until the device's own rows are read. */
  readonly recent: Live<PatientPage | undefined>;
  /** Asks for more of `recent` than it holds. */
  readonly moreRecent: () => void;
  /** Patients of every clinic of the session, for the hospital view; undefined as above. */
  readonly ward: Live<PatientPage | undefined>;
  /** The best `limit` of those found; `total` counts no further than a list that somebody reads to its end. */
  search(query: string, limit: number): Promise<PatientPage>;
  duplicates(input: PatientInput): Promise<readonly DuplicateHit[]>;
  patient(id: string): Live<PatientDetail | undefined | "missing">;

  register(input: PatientInput): Promise<SaveResult<{ readonly patientId: string }>>;
  editIdentity(patientId: string, changes: Readonly<Record<string, string>>): Promise<SaveResult<null>>;
  /** Records what the patient decided, in the name of who is signed in. [TR20] */
  recordConsent(patientId: string, entry: ConsentEntry): Promise<SaveResult<null>>;
  saveReading(patientId: string, input: ReadingInput): Promise<SaveResult<{ readonly readingId: string }>>;
  correctReading(
    patientId: string,
    readingId: string,
    input: ReadingInput,
    reason: string,
  ): Promise<SaveResult<{ readonly readingId: string }>>;
  retractReading(patientId: string, readingId: string, reason: string): Promise<SaveResult<null>>;

  /** Wards of the session's clinics with their beds; undefined until they are read. */
  readonly wards: Live<readonly WardView[] | undefined>;
  /** Changes beds, admissions, sensors at beds or acknowledgements; offline too. */
  saveWard(command: WardCommand): Promise<SaveResult<null>>;

  /** This device's own records with their stage, newest first. */
  readonly records: Live<readonly RecordRow[]>;
  /** Tries now; ends in the truth. */
  sendNow(): Promise<SendResult>;
  /** What is wrong with this device's storage; empty when nothing is. */
  readonly problems: Live<readonly StorageProblem[]>;
  diagnostics(): Promise<Diagnostics>;
  /**
   * Asks the relay, as whoever is signed in. Needs the network; never rejects. Request and answer are checked against
   * the endpoint's schemas ("bad-request", "bad-answer").
   */
  ask<Q, A>(endpoint: Endpoint<Q, A>, request: Q): Promise<RelayAnswer<A>>;
  storage(): Promise<StorageInfo>;
  requestPersistence(): Promise<boolean>;
  applyUpdate(): Promise<void>;
  /** Asks the relay for a newer version of the app now, not at the next turn; `updateReady` says when it is there. */
  lookForUpdate(): Promise<void>;
}
