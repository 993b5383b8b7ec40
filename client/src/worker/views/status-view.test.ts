import type { ConnectionState, EngineStatus } from "@arogyasync/shared/replica";
import { describe, expect, it } from "vitest";
import { type StatusInput, syncStatus } from "./status-view.ts";

const engine = (connection: ConnectionState, pendingCount = 0): EngineStatus => ({
  connection,
  pendingCount,
  refusedCount: 0,
  oldestPendingAtMs: undefined,
  lastContactMs: undefined,
  clockOffsetMs: undefined,
  bootstrap: undefined,
});
const input = (rest: Partial<StatusInput> = {}): StatusInput => ({
  engine: undefined,
  outbox: undefined,
  signedIn: true,
  browserOnline: true,
  storageFailed: false,
  sendingFrom: 0,
  ...rest,
});

describe("the status chip", () => {
  it.each<[string, Partial<StatusInput>, string]>([
    ["nothing is known yet", {}, "connecting"],
    ["nobody is signed in", { signedIn: false }, "offline"],
    ["the browser has no network", { browserOnline: false }, "offline"],
    [
      "network, but the relay does not answer",
      { engine: engine({ state: "offline", retryAtMs: 7, reason: "relay-unreachable" }) },
      "relay-down",
    ],
    [
      "no network and no relay",
      { browserOnline: false, engine: engine({ state: "offline", retryAtMs: 7, reason: "x" }) },
      "offline",
    ],
    ["connected", { engine: engine({ state: "online", caughtUp: true }) }, "online"],
    [
      "connected although the browser says offline (a relay on the clinic's own network)",
      { browserOnline: false, engine: engine({ state: "online", caughtUp: true }) },
      "online",
    ],
    [
      "blocked, network or not",
      { browserOnline: false, engine: engine({ state: "blocked", code: "key-unknown", message: "" }) },
      "blocked",
    ],
    ["stopped while signed in", { engine: engine({ state: "stopped" }) }, "connecting"],
  ])("[CL2] %s", (_name, given, connection) => {
    expect(syncStatus(input(given)).connection).toBe(connection);
  });

  it("[CL3] counts what this tab's outbox holds rather than what the leader last said", () => {
    const status = syncStatus(
      input({
        engine: engine({ state: "online", caughtUp: true }, 9),
        outbox: { pendingCount: 2, refusedCount: 1, oldestPendingAtMs: 5 },
      }),
    );
    expect([status.pendingCount, status.refusedCount, status.oldestPendingAtMs]).toEqual([2, 1, 5]);
  });

  it("shows sending only while connected and something is on its way", () => {
    const online = engine({ state: "online", caughtUp: true }, 3);
    expect(syncStatus(input({ engine: online, sendingFrom: 10 })).sending).toEqual({ done: 7, total: 10 });
    expect(
      syncStatus(input({ engine: engine({ state: "connecting" }, 3), sendingFrom: 10 })).sending,
    ).toBeUndefined();
    expect(
      syncStatus(input({ engine: engine({ state: "online", caughtUp: true }) })).sending,
    ).toBeUndefined();
  });

  it("gives the time of the next try only while it waits for one", () => {
    const waits = engine({ state: "offline", retryAtMs: 7, reason: "x" });
    expect(syncStatus(input({ engine: waits })).retryAtMs).toBe(7);
    expect(syncStatus(input({ engine: engine({ state: "connecting" }) })).retryAtMs).toBeUndefined();
  });
});
