import type { EngineStatus } from "@arogyasync/shared/replica";
import type { SyncStatus } from "../../data/app-data.ts";

export interface StatusInput {
  /** Undefined before any tab's engine has spoken. */
  readonly engine: EngineStatus | undefined;
  /** What this tab reads from the outbox; undefined until it is open. */
  readonly outbox: Pick<EngineStatus, "pendingCount" | "refusedCount" | "oldestPendingAtMs"> | undefined;
  readonly signedIn: boolean;
  /** The browser's own word; "online" only means that there is some network. */
  readonly browserOnline: boolean;
  readonly storageFailed: boolean;
  /** The largest pending count since it was last zero while connected: what "Sending 3 of 10" counts from. */
  readonly sendingFrom: number;
}

const connectionOf = ({ engine, signedIn, browserOnline }: StatusInput): SyncStatus["connection"] => {
  const connection = engine?.connection;
  if (connection?.state === "blocked") return "blocked";
  if (connection?.state === "online") return "online";
  if (!browserOnline) return "offline";
  if (connection?.state === "offline") return "relay-down";
  return signedIn ? "connecting" : "offline";
};

/** What the status chip shows, from what is known; nothing is claimed without evidence. [CL2] [CL3] */
export const syncStatus = (input: StatusInput): SyncStatus => {
  const { engine } = input;
  const connection = connectionOf(input);
  const counts = input.outbox ?? engine;
  const pendingCount = counts?.pendingCount ?? 0;
  return {
    connection,
    isCounted: counts !== undefined,
    pendingCount,
    refusedCount: counts?.refusedCount ?? 0,
    oldestPendingAtMs: counts?.oldestPendingAtMs,
    lastContactMs: engine?.lastContactMs,
    retryAtMs: engine?.connection.state === "offline" ? engine.connection.retryAtMs : undefined,
    sending:
      connection === "online" && pendingCount > 0 && input.sendingFrom >= pendingCount
        ? { done: input.sendingFrom - pendingCount, total: input.sendingFrom }
        : undefined,
    gettingReady: engine?.bootstrap,
    storageFailed: input.storageFailed,
    clockOffsetMs: engine?.clockOffsetMs,
  };
};
