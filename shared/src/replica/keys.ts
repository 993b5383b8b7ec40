import type { StoreKey } from "../ports/index.ts";
import type { DocId, DocKind } from "../records/index.ts";

/**
 * Where everything lies in a replica's one store. Document chunks are laid as automerge-repo lays them, so that a
 * Repo opened over the same store finds them; everything of ours begins with "~", which no document id can.
 */
export const keys = {
  doc: (id: DocId): StoreKey => [id],
  snapshot: (id: DocId, name: string): StoreKey => [id, "snapshot", name],
  incremental: (id: DocId, hashHex: string): StoreKey => [id, "incremental", hashHex],
  /** Local changes that the relay does not have (or has refused). */
  outbox: (...key: string[]): StoreKey => ["~outbox", ...key],
  /** Local changes with a receipt, one record a receipt, kept until backups cover them. */
  sent: (...key: string[]): StoreKey => ["~sent", ...key],
  /** What remains of them afterwards: no bytes, just the line in "My records". */
  done: (...key: string[]): StoreKey => ["~done", ...key],
  /** A manifest over several changes, kept once. */
  manifest: (...id: string[]): StoreKey => ["~manifest", ...id],
  cursor: (...scopeAndKind: string[]): StoreKey => ["~cursor", ...scopeAndKind],
  boot: (...scope: string[]): StoreKey => ["~boot", ...scope],
  /** Documents announced and not fetched yet. */
  fetch: (...id: string[]): StoreKey => ["~fetch", ...id],
  address: (...id: string[]): StoreKey => ["~doc", ...id],
  deny: (...hashHex: string[]): StoreKey => ["~deny", ...hashHex],
  quarantine: (id: DocId, stamp: string): StoreKey => ["~quarantine", id, stamp],
  erased: (...id: string[]): StoreKey => ["~erased", ...id],
  /** The relay's receipts for what was handed in from here, numbered. */
  handed: (...no: string[]): StoreKey => ["~handed", ...no],
  /** Who looked at whose record here, while the relay has not been told so. */
  read: (...id: string[]): StoreKey => ["~read", ...id],
  /** Patients erased here, while the relay has not been told so. */
  erasureReceipt: (...patient: string[]): StoreKey => ["~erasure-receipt", ...patient],
  relay: ["~relay"] as StoreKey,
  contact: ["~contact"] as StoreKey,
} as const;

export const cursorKey = (scope: string, kind: DocKind): StoreKey => keys.cursor(scope, kind);
