import {
  noSeal,
  type ReplicaStore,
  type Seal,
  type StoreEntry,
  StoreError,
  type StoreKey,
  type StoreWrite,
} from "@arogyasync/shared/ports";
import { IndexedDBStorageAdapter } from "@automerge/automerge-repo-storage-indexeddb";

const OBJECT_STORE = "documents";

interface Row {
  readonly key: string[];
  readonly binary: Uint8Array;
}
interface Connection {
  readonly stock: IndexedDBStorageAdapter;
  readonly db: IDBDatabase;
  /** Rejects when the connection goes away; a read that is under way would otherwise hang for ever. */
  readonly lost: Promise<never>;
  isLost(): boolean;
}

/** An array sorts after every string, so this covers exactly the keys that begin with the prefix. */
const rangeOf = (prefix: StoreKey): IDBKeyRange => IDBKeyRange.bound([...prefix], [...prefix, []]);

/** Structured clone copies the whole buffer behind a view: 40 bytes cut from a frame would store the frame. */
const compact = (bytes: Uint8Array): Uint8Array =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();

const storeError = (cause: unknown): StoreError => {
  if (cause instanceof StoreError) return cause;
  const name = (cause as { name?: unknown } | null)?.name;
  if (name === "QuotaExceededError")
    return new StoreError("quota", "no space left on this device", { cause });
  if (name === "InvalidStateError" || name === "AbortError" || cause === null)
    return new StoreError("closed", "the browser closed the storage", { cause });
  if (name === "DataError" || name === "NotReadableError")
    return new StoreError("corrupt", "stored bytes cannot be read", { cause });
  return new StoreError("unknown", "storage failed", { cause });
};

const isCorrupt = (error: unknown): boolean => error instanceof StoreError && error.code === "corrupt";

/**
 * ReplicaStore on IndexedDB, in the layout of automerge-repo's own adapter, which opens the database and answers
 * point reads. Every write is ours, because the stock one resolves on a relaxed commit, and on `abort` (a full disk)
 * never settles at all: everything later would silently be dropped. [CL1]
 *
 * A write resolves on the transaction's `complete` only, and rejects on its `abort` with StoreError("quota") or what
 * else it was. A connection that the browser closes (storage cleared, a newer version opening) is opened again.
 */
export const createIndexedDbStore = (options: {
  readonly database: string;
  readonly seal?: Seal;
  /** Bytes under this key do not open. Told at every reading of them. */
  readonly onDamaged?: (key: StoreKey) => void;
}): ReplicaStore => {
  const seal = options.seal ?? noSeal;
  let connecting: Promise<Connection> | undefined;
  let closed = false;
  let tail: Promise<unknown> = Promise.resolve();

  const connect = async (): Promise<Connection> => {
    const stock = new IndexedDBStorageAdapter(options.database, OBJECT_STORE);
    // The package keeps its connection private; sharing it spares a second one that nobody would close.
    const { dbPromise } = stock as unknown as { readonly dbPromise: Promise<IDBDatabase> };
    const db = await dbPromise;
    let isLost = false;
    let lose: (error: StoreError) => void = () => {};
    const lost = new Promise<never>((_, reject) => {
      lose = reject;
    });
    lost.catch(() => {}); // listened to only while something is under way
    const drop = () => {
      isLost = true;
      connecting = undefined;
      lose(new StoreError("closed", "the browser closed the storage"));
    };
    db.onclose = drop;
    db.onversionchange = () => {
      db.close();
      drop();
    };
    return { stock, db, lost, isLost: () => isLost };
  };

  const connection = async (): Promise<Connection> => {
    if (closed) throw new StoreError("closed", "this store was closed");
    connecting ??= connect().catch((cause: unknown) => {
      connecting = undefined;
      throw storeError(cause);
    });
    return connecting;
  };

  /** Once more on a fresh connection when the browser took the old one away: an aborted transaction left nothing. */
  const withConnection = async <T>(work: (at: Connection) => Promise<T>): Promise<T> => {
    const first = await connection();
    try {
      return await work(first);
    } catch (cause) {
      const error = storeError(cause);
      if (error.code !== "closed" || closed) throw error;
      if (!first.isLost()) {
        // `transaction()` said InvalidStateError although no close event has come yet.
        first.db.close();
        connecting = undefined;
      }
      return work(await connection()).catch((again: unknown) => {
        throw storeError(again);
      });
    }
  };

  const readRange = (db: IDBDatabase, prefix: StoreKey): Promise<Row[]> =>
    new Promise((resolve, reject) => {
      const transaction = db.transaction(OBJECT_STORE, "readonly");
      const request = transaction.objectStore(OBJECT_STORE).getAll(rangeOf(prefix));
      request.onsuccess = () => resolve(request.result as Row[]);
      transaction.onabort = () => reject(transaction.error ?? request.error);
    });

  const write = (db: IDBDatabase, writes: readonly StoreWrite[], durability: "strict" | "relaxed") =>
    new Promise<void>((resolve, reject) => {
      const transaction = db.transaction(OBJECT_STORE, "readwrite", { durability });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
      const store = transaction.objectStore(OBJECT_STORE);
      try {
        for (const one of writes)
          if (one.type === "put") {
            const key = [...one.key];
            store.put({ key, binary: compact(one.value) } satisfies Row, key);
          } else if (one.type === "delete") store.delete([...one.key]);
          else store.delete(rangeOf(one.prefix));
        transaction.commit();
      } catch (cause) {
        transaction.abort();
        reject(cause);
      }
    });

  const sealed = async (one: StoreWrite): Promise<StoreWrite> =>
    one.type === "put" ? { ...one, value: await seal.seal(one.key, one.value) } : one;

  return {
    async get(key) {
      const bytes = await withConnection((at) => Promise.race([at.stock.load([...key]), at.lost]));
      if (bytes === undefined) return undefined;
      try {
        return await seal.open(key, bytes);
      } catch (error) {
        if (isCorrupt(error)) options.onDamaged?.(key);
        throw error;
      }
    },
    async range(prefix) {
      const rows = await withConnection((at) => Promise.race([readRange(at.db, prefix), at.lost]));
      return Promise.all(
        rows.map(async ({ key, binary }): Promise<StoreEntry> => {
          try {
            if (!(binary instanceof Uint8Array))
              throw new StoreError("corrupt", "stored bytes cannot be read");
            return { key, value: await seal.open(key, binary) };
          } catch (error) {
            if (!isCorrupt(error)) throw error;
            options.onDamaged?.(key);
            return { key, value: binary instanceof Uint8Array ? binary : new Uint8Array(0), damaged: true };
          }
        }),
      );
    },
    transact(writes, durability) {
      if (writes.length === 0) return Promise.resolve();
      const ready = Promise.all(writes.map(sealed));
      ready.catch(() => {}); // reported below, in its turn
      // One at a time, in the order asked: sealing may take longer for the first than for the second.
      const done = tail.then(async () => {
        const all = await ready;
        await withConnection((at) => write(at.db, all, durability));
      });
      tail = done.catch(() => {});
      return done;
    },
    async close() {
      if (closed) return;
      await tail;
      closed = true;
      const open = await connecting?.catch(() => undefined);
      open?.db.close();
      connecting = undefined;
    },
  };
};
