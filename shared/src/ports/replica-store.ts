/** Keys are arrays of strings, ordered element by element; the first element is a namespace or a document id. */
export type StoreKey = readonly string[];
export interface StoreEntry {
  readonly key: StoreKey;
  readonly value: Uint8Array;
  /** These bytes were not sealed for this key (damaged, moved, or another key's): `value` is what lies there. */
  readonly damaged?: true;
}

/** The entries that opened. For values that can be fetched or made again: the damaged ones are as if not there. */
export const soundEntries = (entries: readonly StoreEntry[]): readonly StoreEntry[] =>
  entries.some((entry) => entry.damaged) ? entries.filter((entry) => !entry.damaged) : entries;
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
  /** Rejects with StoreError("corrupt") when what lies there does not open. */
  get(key: StoreKey): Promise<Uint8Array | undefined>;
  /**
   * Every entry whose key starts with the prefix (the exact key included), in key order. One that does not open is
   * named (`damaged`) and never hides the others.
   */
  range(prefix: StoreKey): Promise<StoreEntry[]>;
  transact(writes: readonly StoreWrite[], durability: "strict" | "relaxed"): Promise<void>;
  close(): Promise<void>;
}

/** As `get`, for what can be made or fetched again: what does not open is as if it were not there. */
export const getSound = (store: ReplicaStore, key: StoreKey): Promise<Uint8Array | undefined> =>
  store.get(key).catch((error: unknown) => {
    if (error instanceof StoreError && error.code === "corrupt") return undefined;
    throw error;
  });

/** The seam through which every byte at rest passes. Encryption at rest is another implementation of this. */
export interface Seal {
  seal(key: StoreKey, plain: Uint8Array): Promise<Uint8Array> | Uint8Array;
  /** Throws StoreError("corrupt") when the bytes were not sealed for this key. */
  open(key: StoreKey, sealed: Uint8Array): Promise<Uint8Array> | Uint8Array;
}

export const noSeal: Seal = { seal: (_key, plain) => plain, open: (_key, sealed) => sealed };
