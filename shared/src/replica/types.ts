import type * as A from "@automerge/automerge/slim";
import type { RefusalCode } from "../authority/index.ts";
import type { Dial, StoreErrorCode } from "../ports/index.ts";
import type { DocAddress, DocId, DocKind } from "../records/index.ts";
import type { Result } from "../result.ts";

/** A document that is open for reading or editing in this process. */
export interface OpenDoc<T> {
  readonly id: DocId;
  doc(): A.Doc<T>;
  /** Called after every change of the document, local or received. Returns the unsubscriber. */
  onChange(fn: () => void): () => void;
  close(): void;
}

/**
 * Where documents live in memory. `RepoDocHost` is automerge-repo over the ReplicaStore (a screen that edits);
 * `PlainDocHost` keeps bare Automerge documents (importers, edge, simulation). Neither writes received changes:
 * those go straight to the store, and `receive` only applies them to what is open.
 */
export interface DocHost {
  /** Opens from storage; undefined when there is nothing stored under this id (never asks a network). */
  open<T>(id: DocId): Promise<OpenDoc<T> | undefined>;
  /** Applies plain change chunks to the document if it is open; otherwise does nothing. */
  receive(id: DocId, changes: readonly Uint8Array[]): void;
  /** Drops one document without writing, because its stored bytes were replaced or erased; the next `open` reads them. */
  forget(id: DocId): void;
  /** Drops every open document without writing (before a swap of storage). */
  close(): Promise<void>;
}

/** Why a local edit was not made. Nothing was written. */
export type EditErrorCode =
  | RefusalCode
  | StoreErrorCode
  | "unknown-document"
  | "update-needed"
  | "change-too-large"
  | "nothing-to-change"
  | "erased"
  | "not-signed-in";
export interface EditError {
  readonly code: EditErrorCode;
}
/** A change that survives a power cut on this device: its bytes, its manifest and its chunk are durable. */
export interface SavedChange {
  readonly docId: DocId;
  readonly hashHex: string;
  readonly savedAt: number;
}

/** Makes local changes. Each resolves only when the change is durable here ("Saved on this device"). [CL1] */
export interface Writer {
  createPatient(input: {
    readonly site: string;
    readonly identity: Readonly<Record<string, string | undefined>>;
    readonly identifiers?: Readonly<Record<string, string | undefined>>;
  }): Promise<Result<SavedChange, EditError>>;
  /** Edits a document, creating a derived one from its address when it is not there yet. */
  edit<T>(
    address: DocAddress & { readonly id: DocId },
    change: (draft: T) => void,
  ): Promise<Result<SavedChange, EditError>>;
}

/** How far a local change has come. Only what there is evidence for. [CL2] */
export type Stage = "saved" | "received" | "refused";

export interface OutboxEntry {
  /** Orders the outbox; unique on this device. */
  readonly key: string;
  readonly docId: DocId;
  readonly address: DocAddress;
  readonly hashHex: string;
  readonly bytes: Uint8Array;
  readonly savedAt: number;
  /** Who wrote it: the user id at the time. Never the one who happens to be signed in when it is sent. */
  readonly author: string;
  readonly manifest: {
    readonly key: Uint8Array;
    readonly signedAt: number;
    readonly signature: Uint8Array;
    readonly names: readonly Uint8Array[];
  };
  readonly stage: Stage;
  readonly receipt?: { readonly epoch: Uint8Array; readonly seq: number; readonly receivedAt: number };
  readonly refusal?: { readonly code: string; readonly reason: string };
}

export type ConnectionState =
  | { readonly state: "stopped" }
  | { readonly state: "offline"; readonly retryAtMs: number | undefined; readonly reason: string }
  | { readonly state: "connecting" }
  | { readonly state: "online"; readonly caughtUp: boolean }
  /** Terminal until a person acts (401, 403, update needed): nothing is sent, everything is kept. */
  | { readonly state: "blocked"; readonly code: string; readonly message: string };

export interface EngineStatus {
  readonly connection: ConnectionState;
  /** Local changes not yet on the relay's disk, exactly. */
  readonly pendingCount: number;
  readonly refusedCount: number;
  readonly oldestPendingAtMs: number | undefined;
  readonly lastContactMs: number | undefined;
  /** Relay clock minus ours at the last welcome; a phone years off is told so. */
  readonly clockOffsetMs: number | undefined;
  readonly bootstrap: { readonly done: number; readonly total: number } | undefined;
}

export interface EngineEvents {
  /** Documents whose stored bytes changed by what was received (plain change chunks, or a whole bootstrap document). */
  onReceived(
    changed: readonly {
      readonly id: DocId;
      readonly address: DocAddress;
      readonly changes: readonly Uint8Array[];
    }[],
  ): void;
  onErased(id: DocId): void;
  onStatus(status: EngineStatus): void;
  /** Outbox entries whose stage changed. */
  onStage(
    entries: readonly { readonly hashHex: string; readonly docId: DocId; readonly stage: Stage }[],
  ): void;
}

/** What opens one connection (the ticket, single use, 30 s) and asks for documents meanwhile (the token). */
export interface Access {
  readonly token: string;
  readonly ticket: string;
}
export interface AccessFailure {
  readonly terminal: boolean;
  readonly code: string;
  readonly message: string;
}

/** How the engine reaches the relay. Everything that a browser and a Node process do differently. */
export interface RelayLink {
  readonly dial: Dial;
  /**
   * Fetches a fresh access token, and with it a ticket for one connection; never what was held when the work was done.
   * `terminal` ends sync until a person acts. [CL5]
   */
  access(): Promise<Result<Access, AccessFailure>>;
  /** Opens a bootstrap stream (see protocol/bootstrap.ts); chunks may be cut anywhere. */
  bootstrap(request: {
    readonly token: string;
    readonly scope: string;
    readonly kinds: readonly DocKind[];
    readonly cursor: string | undefined;
    readonly asOfSeq: number | undefined;
    readonly docs?: readonly DocId[];
  }): Promise<AsyncIterable<Uint8Array>>;
  /** Asks an endpoint of the relay's API and gives its answer; rejects when there is none. Absent where there is no API. */
  tell?(request: { readonly token: string; readonly path: string; readonly body: unknown }): Promise<unknown>;
}

/** Ends in the truth: everything is sent, or how many are not and why. [CL4] */
export type SendOutcome =
  | { readonly outcome: "all-sent" }
  | { readonly outcome: "not-sent"; readonly pendingCount: number; readonly reason: string };

export interface SyncEngine {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** A local change was written (here or in another tab): look at the outbox now. */
  outboxChanged(): void;
  /** Tries at once, without waiting for back-off, and says how it ended within `timeoutMs`. */
  sendNow(timeoutMs: number): Promise<SendOutcome>;
  status(): EngineStatus;
  /** Stored bytes of this document did not open: they are set aside and the document is asked for again. [CL10] */
  damaged(id: DocId): Promise<void>;
}
