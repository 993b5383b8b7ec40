import type { SyncStatus } from "../data/app-data.ts";
import type { MessageId } from "../locales/index.ts";

const DAY_MS = 86_400_000;

export interface Chip {
  /** `quiet` is grey: being offline is ordinary, not an error. */
  readonly tone: "quiet" | "good" | "attention";
  readonly icon: "offline" | "done" | "up" | "attention" | "wait";
  readonly short: MessageId;
  readonly long: MessageId;
  readonly values: Readonly<Record<string, number>>;
}

const chip = (
  tone: Chip["tone"],
  icon: Chip["icon"],
  short: MessageId,
  long: MessageId,
  values: Readonly<Record<string, number>> = {},
): Chip => ({ tone, icon, short, long, values });

/**
 * The one thing the status chip says: storage failure > needs attention > getting ready > being counted > not sent > sending > all
 * sent. It never claims more than is known: "All sent" needs an empty outbox that has been read, not a working connection. [CL13]
 */
export const chipOf = (status: SyncStatus, nowMs: number): Chip => {
  const { pendingCount: n, connection, sending, gettingReady, oldestPendingAtMs } = status;
  if (status.storageFailed) return chip("attention", "attention", "chip.storage", "chip.storage.long");
  if (status.refusedCount > 0)
    return chip("attention", "attention", "chip.attention", "chip.attention.long", {
      n: status.refusedCount,
    });
  if (connection === "blocked")
    return chip("attention", "attention", "chip.blocked", "chip.blocked.long", { n });
  if (gettingReady)
    return gettingReady.total > 0
      ? chip("quiet", "wait", "chip.ready", "chip.ready.long", { ...gettingReady })
      : chip("quiet", "wait", "chip.readySoon", "chip.readySoon.long");
  if (!status.isCounted) return chip("quiet", "wait", "chip.counting", "chip.counting.long");
  if (n > 0) {
    const days = oldestPendingAtMs === undefined ? 0 : Math.floor((nowMs - oldestPendingAtMs) / DAY_MS);
    if (days >= 1) return chip("attention", "up", "chip.old", "chip.old.long", { n, days });
    if (connection === "offline") return chip("quiet", "offline", "chip.offline", "chip.offline.long", { n });
    if (connection === "relay-down")
      return chip("quiet", "offline", "chip.relayDown", "chip.relayDown.long", { n });
    if (sending) return chip("quiet", "up", "chip.sending", "chip.sending.long", { ...sending });
    return chip("quiet", "up", "chip.pending", "chip.pending.long", { n });
  }
  if (connection === "offline")
    return chip("quiet", "offline", "chip.offlineClean", "chip.offline.long", { n });
  if (connection === "relay-down")
    return chip("quiet", "offline", "chip.relayDownClean", "chip.relayDown.long", { n });
  return chip("good", "done", "chip.clean", "chip.clean.long");
};
