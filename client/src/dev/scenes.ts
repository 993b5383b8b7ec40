import type { StorageProblem, SyncStatus } from "../data/app-data.ts";
import type { DepartureState } from "../data/departure.ts";

/** Named situations for looking at the interface: /f?scene=offline. */
export interface Scene {
  readonly session: "signed-in" | "signed-out" | "blocked" | "loading";
  readonly vault: "open" | "closed" | "wait" | "shut" | "enter-pin" | "choose-pin";
  readonly readingClosed: boolean;
  readonly role: "field" | "hospital";
  readonly status: Partial<SyncStatus>;
  readonly patients: number;
  readonly failSaves: boolean;
  readonly updateReady: boolean;
  readonly refused: boolean;
  readonly persisted: boolean;
  readonly problems: readonly StorageProblem[];
  readonly sendOutcome: "all-sent" | "not-sent";
  readonly departure: DepartureState | undefined;
}

const normal: Scene = {
  session: "signed-in",
  vault: "open",
  readingClosed: false,
  role: "field",
  status: {},
  patients: 16,
  failSaves: false,
  updateReady: false,
  refused: false,
  persisted: true,
  problems: [],
  sendOutcome: "all-sent",
  departure: undefined,
};

const HOUR = 3_600_000;

export const sceneNamed = (name: string, nowMs: number): Scene => {
  const scenes: Record<string, Partial<Scene>> = {
    normal: {},
    offline: { status: { connection: "offline" }, sendOutcome: "not-sent" },
    "relay-down": {
      status: { connection: "relay-down", retryAtMs: nowMs + 120_000 },
      sendOutcome: "not-sent",
    },
    sending: { status: { sending: { done: 3, total: 12 }, pendingCount: 9 } },
    ready: { status: { gettingReady: { done: 240, total: 1000 } } },
    old: {
      status: { connection: "offline", pendingCount: 4, oldestPendingAtMs: nowMs - 75 * HOUR },
      sendOutcome: "not-sent",
      persisted: false,
    },
    clock: { status: { clockOffsetMs: 42 * 60_000 } },
    storage: { status: { storageFailed: true }, failSaves: true, persisted: false },
    missing: { problems: [{ code: "records-missing", params: { n: 12 } }] },
    fail: { failSaves: true },
    refused: { refused: true, status: { refusedCount: 1 } },
    update: { updateReady: true },
    blocked: { session: "blocked", status: { connection: "blocked" } },
    "reading-closed": { readingClosed: true, status: { connection: "offline", pendingCount: 4 } },
    locked: { vault: "closed" },
    "locked-wait": { vault: "wait" },
    "locked-shut": { vault: "shut" },
    "enter-pin": { vault: "enter-pin" },
    "choose-pin": { vault: "choose-pin" },
    "signed-out": { session: "signed-out" },
    "handing-in": { departure: { phase: "handing-in", cause: "device-revoked", left: 12 } },
    "hand-in-waits": {
      departure: {
        phase: "waiting",
        cause: "device-revoked",
        code: "offline",
        left: 12,
        retryAtMs: nowMs + 60_000,
      },
    },
    gone: {
      session: "signed-out",
      departure: {
        phase: "gone",
        note: {
          cause: "device-revoked",
          scope: "device",
          atMs: nowMs,
          handedIn: 12,
          quarantined: 9,
          lost: 0,
          isEmptying: false,
          isReported: true,
          othersWaiting: 0,
          isRead: false,
        },
      },
    },
    loading: { session: "loading" },
    empty: { patients: 0 },
    hospital: { role: "hospital" },
    "hospital-many": { role: "hospital", patients: 1_200 },
    "hospital-empty": { role: "hospital", patients: 0 },
  };
  return { ...normal, ...scenes[name] };
};
