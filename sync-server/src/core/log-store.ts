import type { DocKind } from "@arogyasync/shared/records";
import type { ErasureRow } from "./erasure-store.ts";
import type { Lineage } from "./lineage.ts";
import type { Places } from "./places.ts";

/** A document as the log knows it. */
export interface DocState {
  /** Short number used by every other table. */
  readonly no: number;
  /** 16 bytes. */
  readonly id: Uint8Array;
  readonly kind: DocKind;
  readonly owner: string;
  readonly period: string;
  /** Number of the patient document whose family this belongs to; its own number otherwise. */
  readonly groupNo: number;
  readonly scopes: readonly string[];
  /** Keys (`keyOf`) of the hashes that no other change depends on. */
  readonly heads: readonly string[];
  readonly changeCount: number;
  readonly lastSeq: number;
  readonly isErased: boolean;
}

export interface DocName {
  readonly id: Uint8Array;
  readonly kind: DocKind;
  readonly owner: string;
  readonly period: string;
}

export interface ChangeQuery {
  readonly doc: string;
  readonly hashKey: string;
  readonly hash: Uint8Array;
  /** A dependency: it matters whether it was refused before. */
  readonly isDep: boolean;
}

/** What a commit must know before it decides. Documents and changes are named by `keyOf` of their bytes. */
export interface ContextQuery {
  readonly docs: readonly Uint8Array[];
  /** Patient documents whose derived documents are needed too. */
  readonly families: readonly Uint8Array[];
  /** Pushed changes, and those of their dependencies that are not pushed with them. */
  readonly changes: readonly ChangeQuery[];
  readonly actors: readonly { readonly doc: string; readonly actor: Uint8Array }[];
  /** Operations that pushed changes refer to. */
  readonly ops: readonly { readonly doc: string; readonly actor: string; readonly counter: number }[];
}

/** Where a stored change stands. In documents that are edited also its number among them and what it builds on. */
export interface StoredChange {
  readonly seq: number;
  readonly maxOp: number;
  readonly no?: number | undefined;
  /** Undefined when it builds on everything before it. */
  readonly before?: Lineage | undefined;
}
/** The last change of an actor in one document. */
export interface LastOfActor {
  readonly actorSeq: number;
  readonly maxOp: number;
  readonly no?: number | undefined;
}
/** A stored operation of a document that is edited: its change's number, and where it writes (see edit-refs.ts). */
export interface StoredOp {
  readonly no: number;
  readonly place: string;
}

export interface CommitContext {
  readonly lastSeq: number;
  readonly lastDocNo: number;
  readonly lastBatchNo: number;
  readonly docByKey: ReadonlyMap<string, DocState>;
  /** Patient document key → its derived documents. */
  readonly familyByKey: ReadonlyMap<string, readonly DocState[]>;
  /** `doc key + hash key` → where the change stands. */
  readonly changeByKey: ReadonlyMap<string, StoredChange>;
  /** `doc key + hash key` of asked dependencies whose bytes lie in salvage. */
  readonly refusedKeys: ReadonlySet<string>;
  /** `doc key + actor key` → the actor's last change in that document. */
  readonly lastByActor: ReadonlyMap<string, LastOfActor>;
  /** `opKey` → an operation that was asked for; null when the log has none of that name. */
  readonly opByKey: ReadonlyMap<string, StoredOp | null>;
}

/** Names an operation of a document within one decision. @param actor hex. */
export const opKey = (doc: string, actor: string, counter: number): string => `${doc}${actor}${counter}`;

export interface LogRow {
  readonly seq: number;
  readonly doc: number;
  readonly kind: DocKind;
  readonly hash: Uint8Array;
  readonly actor: Uint8Array;
  readonly actorSeq: number;
  readonly maxOp: number;
  /** 32 bytes each, one after another. */
  readonly deps: Uint8Array;
  readonly bytes: Uint8Array;
  /** User who answers for it, and the key that signed; "" and no key for a derived document's first change. */
  readonly author: string;
  readonly key: Uint8Array | undefined;
  readonly batch: number;
  readonly receivedAt: number;
  /** Bit 0: the author's clock was far from ours. */
  readonly flags: number;
  readonly scopes: readonly string[];
  /** What later edits of the document must know of it; absent where readings only come. */
  readonly edit: EditRow | undefined;
}

export interface EditRow {
  /** The change's number among those of its document, from 1. */
  readonly no: number;
  readonly startOp: number;
  /** Undefined when it builds on everything before it. */
  readonly before: Lineage | undefined;
  readonly places: Places;
}

export const FLAG_CLOCK_OFF = 1;

/** A push of which at least one change was stored: who brought it, and the signed lists that answer for it. */
export interface BatchRow {
  readonly no: number;
  readonly courier: string;
  readonly device: string;
  readonly receivedAt: number;
  readonly manifests: readonly {
    readonly key: Uint8Array;
    readonly signedAt: number;
    readonly signature: Uint8Array;
    /** Signed pairs, 48 bytes each. */
    readonly names: Uint8Array;
  }[];
}

/** A change that did not enter the log, with all that a later decision about it needs. [PR13][QR2] */
export interface SalvageRow {
  readonly doc: DocName;
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array;
  readonly code: string;
  /** Whose key has signed it; "" when no valid signature answers for it. */
  readonly author: string;
  readonly key: Uint8Array | undefined;
  /** Where its manifest lies: the batch, and which of the batch's manifests; -1 for none. */
  readonly batch: number;
  readonly manifest: number;
  readonly courier: string;
  readonly device: string;
  readonly receivedAt: number;
  /** Given to the administrator by hand, not merely refused: always kept, whatever the courier has there already. */
  readonly isHandedIn: boolean;
  readonly note: string | undefined;
}

/** What an administrator decided about a quarantined change. Append-only: a change of mind is another row. [QR5] */
export interface DecisionRow {
  readonly doc: Uint8Array;
  readonly hash: Uint8Array;
  readonly verdict: "accepted" | "rejected";
  /**
   * `stored`, `duplicate`: the change itself is in the log. `recreated`: its content is, in a change that the relay
   * made (`resultHash`). `present`: its content was there already. `rejected`.
   */
  readonly outcome: "stored" | "duplicate" | "recreated" | "present" | "rejected";
  readonly resultHash: Uint8Array | undefined;
  readonly by: string;
  readonly reason: string;
  readonly at: number;
}

export type LogEvent =
  | {
      readonly type: "announce";
      readonly seq: number;
      readonly scope: string;
      readonly kind: DocKind;
      readonly docs: readonly DocName[];
    }
  | {
      readonly type: "tombstone";
      readonly seq: number;
      readonly scope: string;
      readonly kind: DocKind;
      readonly id: Uint8Array;
    };

/** Everything that one commit writes, or nothing of it. */
export interface AppendPlan {
  readonly newDocs: readonly DocState[];
  /** Documents that exist already, with their new heads and counts. */
  readonly changedDocs: readonly DocState[];
  readonly addedScopes: readonly { readonly doc: DocState; readonly scope: string }[];
  readonly rows: readonly LogRow[];
  readonly events: readonly LogEvent[];
  readonly batches: readonly BatchRow[];
  readonly salvage: readonly SalvageRow[];
  readonly decisions: readonly DecisionRow[];
}

export interface FeedChange {
  readonly seq: number;
  readonly doc: DocName;
  readonly docNo: number;
  readonly bytes: Uint8Array;
  readonly author: string;
  readonly receivedAt: number;
}

export interface StoredDoc extends DocState {
  readonly cursor: string;
  readonly compacted: Uint8Array | undefined;
  /** Plain chunks behind the compacted part, in order of the log. */
  readonly changes: readonly Uint8Array[];
}

export interface CompactionTask {
  readonly no: number;
  readonly heads: readonly string[];
  readonly lastSeq: number;
  readonly compacted: Uint8Array | undefined;
  readonly changes: readonly { readonly hash: Uint8Array; readonly bytes: Uint8Array }[];
}

export type StoreFailureCode = "storage-full" | "storage";
/** The store could not write. Nothing of the commit is there. */
export class StoreFailure extends Error {
  override name = "StoreFailure";
  readonly code: StoreFailureCode;
  constructor(code: StoreFailureCode, options?: { cause?: unknown }) {
    super(code, options);
    this.code = code;
  }
}

/**
 * The append-only log of verified changes. `append` is one transaction: it loads what the decision needs, lets the
 * pure decision run, writes its plan, and resolves only when that is durable. Throws StoreFailure.
 */
export interface LogStore {
  append<T>(
    query: ContextQuery,
    decide: (context: CommitContext) => { plan: AppendPlan; result: T },
  ): Promise<T>;

  epoch(): Promise<Uint8Array>;
  lastSeq(): Promise<number>;
  backedUpSeq(): Promise<number>;
  setBackedUpSeq(seq: number): Promise<void>;
  /** A restored log starts a new life: clients offer again what it may have lost. */
  renewEpoch(epoch: Uint8Array): Promise<void>;

  /** The sequences of the same rows that `readFeed` would give, without reading them. */
  readFeedSeqs(scope: string, kind: DocKind, after: number, maxRows: number): Promise<number[]>;
  /** Committed changes of one (scope, kind) behind `after`, in order; at least one if there is any. */
  readFeed(
    scope: string,
    kind: DocKind,
    after: number,
    maxRows: number,
    maxBytes: number,
  ): Promise<FeedChange[]>;
  /** Announcements and tombstones of one (scope, kind) in (after, upTo]. */
  readEvents(scope: string, kind: DocKind, after: number, upTo: number): Promise<LogEvent[]>;
  /** The log itself behind `after`, every kind and scope. */
  readLog(after: number, maxRows: number): Promise<FeedChange[]>;

  findDocs(ids: readonly Uint8Array[]): Promise<DocState[]>;
  /** Which of these documents the log has, in the order asked. */
  hasDocs(ids: readonly Uint8Array[]): Promise<boolean[]>;
  /** Whether any of these changes is in the log of its document. */
  holdsAny(changes: readonly { readonly doc: Uint8Array; readonly hash: Uint8Array }[]): Promise<boolean>;
  countDocs(scope: string, kinds: readonly DocKind[]): Promise<number>;
  /**
   * Documents of a scope, newest family first, behind `cursor`. Order never changes. Patients who were erased are among
   * them (`isErased`), so that a first sync can tell a device which holds one.
   */
  listDocs(
    scope: string,
    kinds: readonly DocKind[],
    cursor: string | undefined,
    limit: number,
  ): Promise<DocState[]>;
  readDoc(no: number): Promise<StoredDoc | undefined>;

  /** Documents with at least `minChanges` behind their compacted part, whose last change is older than `idleBefore`. */
  compactionTasks(minChanges: number, idleBefore: number, limit: number): Promise<CompactionTask[]>;
  saveCompacted(no: number, upToSeq: number, bytes: Uint8Array): Promise<void>;
  /** The document does not survive compaction; `hash` names the change that broke it, when it was found. */
  recordUncompactable(no: number, hash: Uint8Array | undefined, reason: string, at: number): Promise<void>;

  /**
   * Removes a family's bytes for ever, keeps names and hashes, tells every scope, and writes the line in the book of
   * erasures. A patient that the log does not have is kept out from now on. False when it was erased before. [TR30]
   */
  erase(row: ErasureRow): Promise<boolean>;
  counts(): Promise<{ changes: number; docs: number; bytes: number; salvage: number; batches: number }>;
  close(): Promise<void>;
}
