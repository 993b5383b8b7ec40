import type { SyncStatus } from "../../data/app-data.ts";
import { syncStatus } from "./status-view.ts";

type Facts = Omit<Parameters<typeof syncStatus>[0], "sendingFrom">;

/** The status of this moment; remembers how many records a sending began with, to say how far it is. */
export const createStatusNow = (facts: () => Facts): (() => SyncStatus) => {
  let sendingFrom = 0;
  return () => {
    const now = facts();
    const pendingCount = now.outbox?.pendingCount ?? 0;
    const isOnline = now.engine?.connection.state === "online";
    sendingFrom = isOnline && pendingCount > 0 ? Math.max(sendingFrom, pendingCount) : 0;
    return syncStatus({ ...now, sendingFrom });
  };
};
