import type { DocId } from "@arogyasync/shared/records";
import type { EngineStatus } from "@arogyasync/shared/replica";
import type { SendResult } from "../data/app-data.ts";
import type { DepartureState } from "../data/departure.ts";
import type { ChangedDocument } from "./documents.ts";

/** What the tabs of one device tell each other. Bytes are in the store already; this says where to look. */
export type TabMessage =
  /** Documents changed: saved by that tab, or received by the leader. */
  | { readonly type: "documents"; readonly changed: readonly ChangedDocument[] }
  /** A document was erased by law: nobody may hold it any longer. */
  | { readonly type: "erased"; readonly id: DocId }
  /** The leader has stored new rows of these patients. */
  | { readonly type: "rows"; readonly ids: readonly string[] }
  /** Entries were added to the outbox or changed their stage. */
  | { readonly type: "outbox" }
  | { readonly type: "status"; readonly status: EngineStatus }
  | { readonly type: "status?" }
  /** That tab is handing in, or all must let go of the store. */
  | { readonly type: "departure"; readonly state: DepartureState | undefined }
  /** Somebody signed in, out, or chose another clinic. */
  | { readonly type: "session" }
  | { readonly type: "send"; readonly id: string }
  | { readonly type: "sent"; readonly id: string; readonly result: SendResult };
