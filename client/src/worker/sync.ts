import type { Clock } from "@arogyasync/shared/ports";
import type { EngineStatus, SyncEngine } from "@arogyasync/shared/replica";
import type { SendResult } from "../data/app-data.ts";
import type { TabBus } from "../platform/tab-bus.ts";
import type { TabMessage } from "./tab-messages.ts";

/** How long "Send now" may take before it says how it ended. */
const SEND_TIMEOUT_MS = 20_000;
/** The leader answers within its own timeout, or is not there. */
const ANSWER_TIMEOUT_MS = SEND_TIMEOUT_MS + 3000;

export interface Sync {
  /** The last word of whichever tab's engine runs. */
  status(): EngineStatus | undefined;
  readonly isLeader: boolean;
  /** This tab now owns the connection. */
  lead(engine: SyncEngine): void;
  /** The engine of this tab stopped (signed out). */
  stopped(): void;
  outboxChanged(): void;
  /** Connect now rather than when the back-off ends. */
  nudge(): void;
  sendNow(pendingCount: () => number): Promise<SendResult>;
  /** From this tab's engine. */
  onEngineStatus(status: EngineStatus): void;
  onMessage(message: TabMessage): void;
}

/** One connection among tabs: the leader's engine does the work, the others ask it over the bus. */
export const createSync = (deps: {
  readonly clock: Clock;
  readonly bus: TabBus<TabMessage>;
  readonly tab: string;
  onStatus(): void;
}): Sync => {
  const { bus, clock } = deps;
  const waiting = new Map<string, (result: SendResult) => void>();
  let status: EngineStatus | undefined;
  let engine: SyncEngine | undefined;
  let nextCall = 1;
  bus.send({ type: "status?" });

  const askLeader = (pendingCount: () => number) =>
    new Promise<SendResult>((resolve) => {
      const id = `${deps.tab}-${nextCall++}`;
      const cancel = clock.after(ANSWER_TIMEOUT_MS, () => {
        waiting.delete(id);
        resolve({ outcome: "not-sent", pendingCount: pendingCount(), reason: "no-answer" });
      });
      waiting.set(id, (result) => {
        cancel();
        resolve(result);
      });
      bus.send({ type: "send", id });
    });

  return {
    status: () => status,
    get isLeader() {
      return engine !== undefined;
    },
    lead(started) {
      engine = started;
    },
    stopped() {
      engine = undefined;
      status = undefined;
    },
    outboxChanged: () => engine?.outboxChanged(),
    nudge: () => void engine?.sendNow(SEND_TIMEOUT_MS).catch(() => {}), // the status says how it went
    sendNow: (pendingCount) => (engine ? engine.sendNow(SEND_TIMEOUT_MS) : askLeader(pendingCount)),
    onEngineStatus(next) {
      status = next;
      bus.send({ type: "status", status: next });
      deps.onStatus();
    },
    onMessage(message) {
      switch (message.type) {
        case "status":
          status = message.status;
          return deps.onStatus();
        case "status?":
          return engine && status ? bus.send({ type: "status", status }) : undefined;
        case "send":
          return void engine
            ?.sendNow(SEND_TIMEOUT_MS)
            .then((result) => bus.send({ type: "sent", id: message.id, result }));
        case "sent":
          waiting.get(message.id)?.(message.result);
          return void waiting.delete(message.id);
        case "outbox":
          return engine?.outboxChanged();
        case "documents":
        case "erased":
        case "rows":
        case "session":
        case "departure":
          return undefined; // the backend's
      }
    },
  };
};
