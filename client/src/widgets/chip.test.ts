import { expect, test } from "vitest";
import type { SyncStatus } from "../data/app-data.ts";
import { chipOf } from "./chip.ts";

const calm: SyncStatus = {
  connection: "online",
  isCounted: true,
  pendingCount: 0,
  refusedCount: 0,
  oldestPendingAtMs: undefined,
  lastContactMs: 0,
  retryAtMs: undefined,
  sending: undefined,
  gettingReady: undefined,
  storageFailed: false,
  clockOffsetMs: 0,
};
const short = (over: Partial<SyncStatus>, nowMs = 0) => chipOf({ ...calm, ...over }, nowMs).short;

test("the gravest thing wins, in the fixed order [CL13]", () => {
  const everything = {
    storageFailed: true,
    refusedCount: 1,
    pendingCount: 4,
    connection: "offline",
  } as const;
  expect(short(everything)).toBe("chip.storage");
  expect(short({ ...everything, storageFailed: false })).toBe("chip.attention");
  expect(short({ pendingCount: 4, connection: "blocked" })).toBe("chip.blocked");
  expect(short({ pendingCount: 4, connection: "offline" })).toBe("chip.offline");
  expect(short({ pendingCount: 4 })).toBe("chip.pending");
  expect(short({ pendingCount: 4, sending: { done: 1, total: 5 } })).toBe("chip.sending");
  expect(short({})).toBe("chip.clean");
});
test("before the outbox has been read nothing is said of what was sent [CL13]", () => {
  for (const connection of ["online", "connecting", "offline", "relay-down"] as const)
    expect(short({ isCounted: false, connection })).toBe("chip.counting");
  expect(short({ isCounted: false, connection: "blocked" })).toBe("chip.blocked");
});
test("offline is grey, never an alarm", () => {
  expect(chipOf({ ...calm, connection: "offline" }, 0).tone).toBe("quiet");
  expect(chipOf({ ...calm, connection: "offline", pendingCount: 4 }, 0).tone).toBe("quiet");
});
test("offline with nothing waiting does not say that all was sent just now", () => {
  expect(short({ connection: "offline" })).toBe("chip.offlineClean");
});
test("a record that waits for days is said with the days", () => {
  const waiting = chipOf(
    { ...calm, pendingCount: 2, oldestPendingAtMs: 0, connection: "offline" },
    3.5 * 86_400_000,
  );
  expect(waiting).toMatchObject({ short: "chip.old", values: { n: 2, days: 3 } });
});
