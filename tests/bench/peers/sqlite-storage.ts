import type { Chunk, StorageAdapterInterface, StorageKey } from "@automerge/automerge-repo";
import Database from "better-sqlite3";

const SEPARATOR = "\u0000";

/** The plain storage adapter that anybody would write for SQLite: one table, one row a key, WAL, synced as ours is. */
export const createSqliteStorage = (file: string): StorageAdapterInterface => {
  const db = new Database(file);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec("CREATE TABLE IF NOT EXISTS chunks (key TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID");
  const get = db.prepare<[string], { data: Buffer }>("SELECT data FROM chunks WHERE key = ?");
  const put = db.prepare("INSERT OR REPLACE INTO chunks VALUES (?, ?)");
  const remove = db.prepare("DELETE FROM chunks WHERE key = ?");
  const range = db.prepare<[string, string], { key: string; data: Buffer }>(
    "SELECT key, data FROM chunks WHERE key >= ? AND key < ?",
  );
  const removeRange = db.prepare("DELETE FROM chunks WHERE key >= ? AND key < ?");
  const bounds = (prefix: StorageKey): [string, string] => {
    const from = prefix.join(SEPARATOR) + SEPARATOR;
    return [from, `${from}\uffff`];
  };
  return {
    async load(key) {
      const row = get.get(key.join(SEPARATOR));
      return row && new Uint8Array(row.data);
    },
    async save(key, data) {
      put.run(key.join(SEPARATOR), data);
    },
    async remove(key) {
      remove.run(key.join(SEPARATOR));
    },
    async loadRange(prefix) {
      return range
        .all(...bounds(prefix))
        .map((row): Chunk => ({ key: row.key.split(SEPARATOR), data: new Uint8Array(row.data) }));
    },
    async removeRange(prefix) {
      removeRange.run(...bounds(prefix));
    },
  };
};
