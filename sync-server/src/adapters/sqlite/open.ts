import Database from "better-sqlite3";
import { migrations } from "../../db/migrations/index.ts";

export type Db = Database.Database;

/** The data directory cannot be used; the message says what to do. */
export class DataDirError extends Error {
  override name = "DataDirError";
}

export interface OpenOptions {
  /** File name, or ":memory:". */
  readonly file: string;
  /** "OFF" exists for the negative control of the power-cut test, never for a deployment. */
  readonly synchronous: "FULL" | "OFF";
  /** Plays a full disk in tests: SQLITE_FULL beyond so many pages. */
  readonly maxPages?: number | undefined;
}

const applyMigrations = (db: Db): void => {
  const have = db.pragma("user_version", { simple: true }) as number;
  if (have > migrations.length)
    throw new DataDirError(
      `The data was written by a newer version (schema ${have}, this version knows ${migrations.length}). ` +
        "Start the newer version, or restore a backup made by this one.",
    );
  for (let step = have; step < migrations.length; step++)
    db.transaction(() => {
      db.exec(migrations[step] as string);
      db.pragma(`user_version = ${step + 1}`);
    }).immediate();
};

/**
 * Opens the relay's database with every pragma explicit: WAL with better-sqlite3's default would be
 * synchronous=NORMAL, which lost up to 853 of 1,500 acknowledged commits in a replayed power cut.
 */
export const openDatabase = ({ file, synchronous, maxPages }: OpenOptions): Db => {
  const db = new Database(file);
  try {
    db.pragma("journal_mode = WAL");
    db.pragma(`synchronous = ${synchronous}`);
    if (synchronous === "FULL" && db.pragma("synchronous", { simple: true }) !== 2)
      throw new Error("synchronous=FULL did not take");
    db.pragma("foreign_keys = ON");
    db.pragma("busy_timeout = 5000");
    db.pragma("cell_size_check = ON");
    db.pragma("trusted_schema = OFF");
    db.pragma("journal_size_limit = 67108864");
    // What is deleted is overwritten; an erasure rewrites the files besides (erasures.ts).
    db.pragma("secure_delete = ON");
    db.pragma("cache_size = -8192");
    applyMigrations(db);
    if (maxPages !== undefined) db.pragma(`max_page_count = ${maxPages}`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
};
