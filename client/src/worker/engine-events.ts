import type { DocId } from "@arogyasync/shared/records";
import type { EngineEvents, EngineStatus } from "@arogyasync/shared/replica";
import type { TabBus } from "../platform/tab-bus.ts";
import type { ChangedDocument, Documents } from "./documents.ts";
import type { TabMessage } from "./tab-messages.ts";

/** What this tab's engine says: to its own documents, to the other tabs, to the screens. */
export const engineEvents = (deps: {
  readonly documents: Documents;
  readonly bus: TabBus<TabMessage>;
  onChanged(changed: readonly ChangedDocument[]): void;
  onErased(id: DocId): void;
  onStatus(status: EngineStatus): void;
}): EngineEvents => {
  const { documents, bus } = deps;
  return {
    onReceived(changed) {
      documents.received(changed);
      bus.send({ type: "documents", changed });
      deps.onChanged(changed);
    },
    onErased(id) {
      deps.onErased(id);
      bus.send({ type: "erased", id });
      bus.send({ type: "outbox" });
    },
    onStatus: (status) => deps.onStatus(status),
    onStage: () => bus.send({ type: "outbox" }),
  };
};
