import {
  type ReplicaStore,
  type StoreEntry,
  StoreError,
  type StoreErrorCode,
  type StoreKey,
  type StoreWrite,
} from "../ports/index.ts";
import Database from "better-sqlite3";

/** Elements end with NUL, so that bytes sort element by element and a prefix is a range. */
const encodeKey = (key: StoreKey): Buffer => {
  let text = "";
  for (const part of key) {
    if (part.includes("\0")) throw new Error("a store key holds no NUL");
    text += `${part}\0`;
  }
  return Buffer.from(text, "utf8");
};
/** The library copies every blob into a buffer of its own: a view of it is enough. */
const viewOf = (blob: Buffer): Uint8Array => new Uint8Array(blob.buffer, blob.byteOffset, blob.length);
const decodeKey = (key: Buffer): string[] => key.toString("utf8").split("\0").slice(0, -1);

/** The first key behind every key with this prefix: the last NUL becomes 0x01. */
const endOf = (prefix: Buffer): Buffer => {
  if (prefix.length === 0) return Buffer.of(0xff);
  const end = Buffer.from(prefix);
  end[end.length - 1] = 1;
  return end;
};

const codeOf = (error: unknown): StoreErrorCode => {
  const code = (error as { code?: unknown }).code;
  if (code === "SQLITE_FULL") return "quota";
  if (code === "SQLITE_CORRUPT" || code === "SQLITE_NOTADB") return "corrupt";
  return error instanceof TypeError && /not open/.test(error.message) ? "closed" : "unknown";
};

const guard = <T>(work: () => T): Promise<T> => {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(
      error instanceof StoreError
        ? error
        : new StoreError(codeOf(error), "the replica's database refused", { cause: error }),
    );
  }
};

/**
 * A replica's store in one SQLite file. `strict` commits with `synchronous=FULL`: on disk when it resolves. `relaxed`
 * uses NORMAL, which in WAL mode may lose the last commits to a power cut, and never half of one.
 */
export const openSqliteReplicaStore = (file: string): ReplicaStore => {
  const db = new Database(file);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  // The default of 2 MB reads pages again for every key of a month's outbox.
  db.pragma("cache_size = -16384");
  db.exec("CREATE TABLE IF NOT EXISTS entries (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID");
  const get = db.prepare<[Buffer], { value: Buffer }>("SELECT value FROM entries WHERE key = ?");
  const range = db.prepare<[Buffer, Buffer], { key: Buffer; value: Buffer }>(
    "SELECT key, value FROM entries WHERE key >= ? AND key < ? ORDER BY key",
  );
  const put = db.prepare(
    "INSERT INTO entries VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  );
  const remove = db.prepare("DELETE FROM entries WHERE key = ?");
  const removeRange = db.prepare("DELETE FROM entries WHERE key >= ? AND key < ?");
  let synchronous: "FULL" | "NORMAL" = "FULL";
  const apply = db.transaction((writes: readonly StoreWrite[]) => {
    for (const write of writes) {
      if (write.type === "put") put.run(encodeKey(write.key), write.value);
      else if (write.type === "delete") remove.run(encodeKey(write.key));
      else {
        const from = encodeKey(write.prefix);
        removeRange.run(from, endOf(from));
      }
    }
  });
  return {
    get: (key) =>
      guard(() => {
        const row = get.get(encodeKey(key));
        return row && viewOf(row.value);
      }),
    range: (prefix) =>
      guard(() => {
        const from = encodeKey(prefix);
        return range
          .all(from, endOf(from))
          .map((row): StoreEntry => ({ key: decodeKey(row.key), value: viewOf(row.value) }));
      }),
    transact: (writes, durability) =>
      guard(() => {
        const wanted = durability === "strict" ? "FULL" : "NORMAL";
        if (wanted !== synchronous) db.pragma(`synchronous = ${wanted}`);
        synchronous = wanted;
        apply(writes);
      }),
    close: () => guard(() => void db.close()),
  };
};
