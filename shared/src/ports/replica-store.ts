/** Keys are arrays of strings, ordered element by element; the first element is a namespace or a document id. */
export type StoreKey = readonly string[];
export interface StoreEntry {
  readonly key: StoreKey;
  readonly value: Uint8Array;
}
export type StoreWrite =
  | { readonly type: "put"; readonly key: StoreKey; readonly value: Uint8Array }
  | { readonly type: "delete"; readonly key: StoreKey }
  | { readonly type: "deleteRange"; readonly prefix: StoreKey };

/**
 * Why a write failed, in the words a screen needs: `quota` (no space), `closed` (the store was shut),
 * `corrupt` (bytes that do not open), `unknown`.
 */
export type StoreErrorCode = "quota" | "closed" | "corrupt" | "unknown";
export class StoreError extends Error {
  override name = "StoreError";
  readonly code: StoreErrorCode;
  constructor(code: StoreErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/**
 * The one place where a replica's bytes rest: document chunks, outbox, manifests, cursors, projection.
 * `transact` is atomic. `strict` resolves only when the bytes survive a power cut; `relaxed` may lose the last
 * moments but never half a transaction, so it serves for what can be fetched again.
 */
export interface ReplicaStore {
  get(key: StoreKey): Promise<Uint8Array | undefined>;
  /** Every entry whose key starts with the prefix (the exact key included), in key order. */
  range(prefix: StoreKey): Promise<StoreEntry[]>;
  transact(writes: readonly StoreWrite[], durability: "strict" | "relaxed"): Promise<void>;
  close(): Promise<void>;
}

/** The seam through which every byte at rest passes. Encryption at rest is another implementation of this. */
export interface Seal {
  seal(key: StoreKey, plain: Uint8Array): Promise<Uint8Array> | Uint8Array;
  /** Throws StoreError("corrupt") when the bytes were not sealed for this key. */
  open(key: StoreKey, sealed: Uint8Array): Promise<Uint8Array> | Uint8Array;
}

export const noSeal: Seal = { seal: (_key, plain) => plain, open: (_key, sealed) => sealed };
