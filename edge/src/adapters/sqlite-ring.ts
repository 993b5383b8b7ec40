import { MINUTE_MS, minuteOf } from "@arogyasync/shared/records";
import Database from "better-sqlite3";
import type { HeldSummary, Ring, StoredSample } from "../core/ports.ts";
import type { SummaryBody } from "../core/summary.ts";

const SCHEMA = `
CREATE TABLE IF NOT EXISTS samples (
  id INTEGER PRIMARY KEY, sensor TEXT NOT NULL, minute INTEGER NOT NULL, name BLOB NOT NULL, at INTEGER NOT NULL,
  received INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (sensor, minute, name));
CREATE TABLE IF NOT EXISTS open_minutes (
  sensor TEXT NOT NULL, minute INTEGER NOT NULL, last_received INTEGER NOT NULL, PRIMARY KEY (sensor, minute)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS closed_minutes (
  sensor TEXT NOT NULL, minute INTEGER NOT NULL, PRIMARY KEY (sensor, minute)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS summaries (
  id INTEGER PRIMARY KEY AUTOINCREMENT, sensor TEXT NOT NULL, minute INTEGER NOT NULL, first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL, body TEXT NOT NULL, written INTEGER);
CREATE INDEX IF NOT EXISTS summaries_held ON summaries (id) WHERE written IS NULL;
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
`;

/** Rows removed at once while the ring is over its limit. */
const THIN_ROWS = 2_000;

interface SummaryRow {
  id: number;
  sensor: string;
  minute: number;
  first_at: number;
  last_at: number;
  body: string;
}

/**
 * The ring in one SQLite file. WAL with `synchronous=NORMAL` survives the death of the process at any moment; a power cut
 * may take the last moments of raw samples, never a summary that was marked written, which the replica holds by then.
 */
export const openRing = (file: string): Ring => {
  const db = new Database(file);
  db.pragma("auto_vacuum = INCREMENTAL"); // Counts only before the first table.
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = NORMAL");
  db.exec(SCHEMA);
  const isClosed = db.prepare<[string, number]>(
    "SELECT 1 FROM closed_minutes WHERE sensor = ? AND minute = ?",
  );
  const insert = db.prepare(
    "INSERT OR IGNORE INTO samples (sensor, minute, name, at, received, body) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const isKnown = db.prepare<[string, number, Uint8Array]>(
    "SELECT 1 FROM samples WHERE sensor = ? AND minute = ? AND name = ?",
  );
  const open = db.prepare(
    "INSERT INTO open_minutes VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET last_received = excluded.last_received",
  );
  const openMinutes = db.prepare<[], { sensor: string; minute: number; last_received: number }>(
    "SELECT * FROM open_minutes ORDER BY minute, sensor",
  );
  const samplesOf = db.prepare<[string, number], { body: string }>(
    "SELECT body FROM samples WHERE sensor = ? AND minute = ? ORDER BY at, name",
  );
  const insertSummary = db.prepare(
    "INSERT INTO summaries (sensor, minute, first_at, last_at, body) VALUES (?, ?, ?, ?, ?)",
  );
  const closeMinute = db.prepare("INSERT OR IGNORE INTO closed_minutes VALUES (?, ?)");
  const unopen = db.prepare("DELETE FROM open_minutes WHERE sensor = ? AND minute = ?");
  const held = db.prepare<[number, number], SummaryRow>(
    "SELECT * FROM summaries WHERE written IS NULL AND id > ? ORDER BY id LIMIT ?",
  );
  const mark = db.prepare("UPDATE summaries SET written = ? WHERE id = ?");
  const thinRows = db.prepare<[number, number]>(
    `DELETE FROM samples WHERE id IN (
       SELECT s.id FROM samples s WHERE s.at < ?
       AND NOT EXISTS (SELECT 1 FROM open_minutes o WHERE o.sensor = s.sensor AND o.minute = s.minute)
       ORDER BY s.at LIMIT ?)`,
  );
  const forgetClosed = db.prepare("DELETE FROM closed_minutes WHERE minute < ?");
  const forgetWritten = db.prepare("DELETE FROM summaries WHERE written IS NOT NULL AND minute < ?");
  const countThinned = db.prepare(
    "INSERT INTO facts VALUES ('thinned', ?) ON CONFLICT DO UPDATE SET value = value + excluded.value",
  );
  const number = (sql: string): number =>
    (db.prepare<[], { n: number | null }>(sql).get()?.n as number | null) ?? 0;
  const bytes = (): number =>
    number(
      "SELECT (page_count - freelist_count) * page_size AS n FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()",
    );

  const add = db.transaction((sensor: string, name: Uint8Array, sample: StoredSample) => {
    const minute = minuteOf(sample.at);
    if (isClosed.get(sensor, minute))
      return isKnown.get(sensor, minute, name) ? "duplicate" : "minute-closed";
    const { changes } = insert.run(
      sensor,
      minute,
      name,
      sample.at,
      sample.receivedAt,
      JSON.stringify(sample),
    );
    if (changes === 0) return "duplicate";
    open.run(sensor, minute, sample.receivedAt);
    return "added";
  });
  const close = db.transaction(
    (
      sensor: string,
      minute: number,
      parts: readonly { readonly firstAt: number; readonly lastAt: number; readonly body: SummaryBody }[],
    ) => {
      for (const { firstAt, lastAt, body } of parts)
        insertSummary.run(sensor, minute, firstAt, lastAt, JSON.stringify(body));
      closeMinute.run(sensor, minute);
      unopen.run(sensor, minute);
    },
  );
  return {
    add: (sensor, name, sample) => add(sensor, name, sample),
    openMinutes: () =>
      openMinutes
        .all()
        .map(({ sensor, minute, last_received }) => ({ sensor, minute, lastReceivedAt: last_received })),
    samplesOf: (sensor, minute) =>
      samplesOf.all(sensor, minute).map(({ body }) => JSON.parse(body) as StoredSample),
    close: (sensor, minute, parts) => close(sensor, minute, parts),
    held: (limit, after = 0) =>
      held.all(after, limit).map(
        (row): HeldSummary => ({
          id: row.id,
          sensor: row.sensor,
          minute: row.minute,
          firstAt: row.first_at,
          lastAt: row.last_at,
          body: JSON.parse(row.body) as SummaryBody,
        }),
      ),
    markWritten: db.transaction((ids: readonly number[], atMs: number) => {
      for (const id of ids) mark.run(atMs, id);
    }),
    thin({ maxBytes, oldestMs }) {
      let { changes } = thinRows.run(oldestMs, -1);
      while (bytes() > maxBytes) {
        const more = thinRows.run(Number.MAX_SAFE_INTEGER, THIN_ROWS).changes;
        if (more === 0) break;
        changes += more;
      }
      // A minute is never opened again as long as its samples could still be sent.
      forgetClosed.run(oldestMs - 2 * MINUTE_MS);
      forgetWritten.run(oldestMs - 2 * MINUTE_MS);
      if (changes > 0) {
        countThinned.run(changes);
        db.pragma("incremental_vacuum");
      }
    },
    counts: () => {
      const oldest = number("SELECT min(at) AS n FROM samples");
      return {
        samples: number("SELECT count(*) AS n FROM samples"),
        heldSummaries: number("SELECT count(*) AS n FROM summaries WHERE written IS NULL"),
        summaries: number("SELECT count(*) AS n FROM summaries"),
        bytes: bytes(),
        oldestSampleAt: oldest === 0 ? undefined : oldest,
        thinned: number("SELECT value AS n FROM facts WHERE name = 'thinned'"),
      };
    },
    shut: () => void db.close(),
  };
};
