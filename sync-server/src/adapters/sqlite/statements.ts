import type { DocKind } from "@arogyasync/shared/records";
import type { Db } from "./open.ts";

/** A prepared statement, as far as it is used here (the library's own type cannot be named in declarations). */
export interface Query<P extends unknown[], R> {
  get(...parameters: P): R | undefined;
  all(...parameters: P): R[];
  iterate(...parameters: P): IterableIterator<R>;
  run(...parameters: unknown[]): { readonly changes: number; readonly lastInsertRowid: number | bigint };
}

export interface DocRecord {
  no: number;
  id: Buffer;
  kind: DocKind;
  owner: string;
  period: string;
  group_no: number;
  heads: Buffer;
  changes: number;
  last_seq: number;
  erased_at: number | null;
}
export interface FeedRecord {
  seq: number;
  bytes: Buffer;
  received_at: number;
  author: string | null;
  doc: number;
  id: Buffer;
  kind: DocKind;
  owner: string;
  period: string;
}

const FEED_COLUMNS = `l.seq, l.bytes, l.received_at, s.user AS author, l.doc, d.id, d.kind, d.owner, d.period
  FROM log l JOIN docs d ON d.no = l.doc LEFT JOIN signers s ON s.no = l.signer`;

/** Prepares statements of one connection, typed by what they take and give. */
export const queriesOf =
  (db: Db) =>
  <P extends unknown[] = unknown[], R = unknown>(sql: string): Query<P, R> =>
    db.prepare(sql) as unknown as Query<P, R>;

/** Every statement of the log, prepared once for each connection. */
export const prepareStatements = (db: Db) => {
  const query = queriesOf(db);
  return {
    lastSeq: query<[], { seq: number }>(
      "SELECT max(coalesce((SELECT max(seq) FROM log), 0), coalesce((SELECT max(seq) FROM events), 0)) AS seq",
    ),
    lastDoc: query<[], { no: number }>("SELECT coalesce(max(no), 0) AS no FROM docs"),
    lastBatch: query<[], { no: number }>("SELECT coalesce(max(no), 0) AS no FROM batches"),
    docById: query<[Uint8Array], DocRecord>("SELECT * FROM docs WHERE id = ?"),
    hasDoc: query<[Uint8Array], { no: number }>("SELECT no FROM docs WHERE id = ?"),
    docByNo: query<[number], DocRecord>("SELECT * FROM docs WHERE no = ?"),
    family: query<[number], DocRecord>("SELECT * FROM docs WHERE group_no = ? AND no <> group_no"),
    scopes: query<[number], { scope: string }>("SELECT scope FROM doc_scopes WHERE doc = ?"),
    change: query<[number, Uint8Array], { seq: number; max_op: number }>(
      "SELECT seq, max_op FROM log WHERE doc = ? AND hash = ?",
    ),
    refused: query<[Uint8Array, Uint8Array], { no: number }>(
      "SELECT no FROM salvage WHERE doc = ? AND hash = ?",
    ),
    hasSalvage: query<[], { no: number }>("SELECT no FROM salvage LIMIT 1"),
    lastOfActor: query<[number, Uint8Array], { actor_seq: number; max_op: number; seq: number }>(
      "SELECT actor_seq, max_op, seq FROM log WHERE doc = ? AND actor = ? ORDER BY actor_seq DESC LIMIT 1",
    ),
    insertDoc: query(
      "INSERT INTO docs (no, id, kind, owner, period, group_no, heads, changes, last_seq, last_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    updateDoc: query("UPDATE docs SET heads = ?, changes = ?, last_seq = ?, last_at = ? WHERE no = ?"),
    insertScope: query("INSERT OR IGNORE INTO doc_scopes (scope, group_no, doc, kind) VALUES (?, ?, ?, ?)"),
    insertRow: query(
      "INSERT INTO log (seq, doc, hash, actor, actor_seq, max_op, deps, bytes, signer, batch, received_at, flags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    ),
    insertFeed: query("INSERT INTO log_scope (scope, kind, seq) VALUES (?, ?, ?)"),
    insertEvent: query("INSERT INTO events (seq, scope, kind, type, body) VALUES (?, ?, ?, ?, ?)"),
    insertBatch: query(
      "INSERT INTO batches (no, courier, device, received_at, manifests) VALUES (?, ?, ?, ?, ?)",
    ),
    insertSalvage: query(
      // Whoever offers somebody's change without their signature must not keep the author's own offer out.
      `INSERT INTO salvage (doc, hash, bytes, code, author, courier, device, received_at,
       kind, owner, period, key, batch, manifest, handed_in, note)
     SELECT @doc, @hash, @bytes, @code, @author, @courier, @device, @receivedAt,
       @kind, @owner, @period, @key, @batch, @manifest, @handedIn, @note
     WHERE (SELECT count(*) FROM salvage WHERE courier = @courier) < @limit
     ON CONFLICT (doc, hash) DO UPDATE SET code = excluded.code, author = excluded.author, courier = excluded.courier,
       device = excluded.device, kind = excluded.kind, owner = excluded.owner, period = excluded.period,
       key = excluded.key, batch = excluded.batch, manifest = excluded.manifest
     WHERE salvage.author = '' AND excluded.author <> ''`,
    ),
    markHandedIn: query(
      "UPDATE salvage SET handed_in = 1, note = coalesce(@note, note) WHERE doc = @doc AND hash = @hash",
    ),
    insertDecision: query(
      `INSERT INTO quarantine_decisions (doc, hash, verdict, outcome, result_hash, by, reason, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    signer: query<[Uint8Array, string], { no: number }>("SELECT no FROM signers WHERE key = ? AND user = ?"),
    insertSigner: query("INSERT INTO signers (key, user) VALUES (?, ?)"),
    getMeta: query<[string], { value: unknown }>("SELECT value FROM meta WHERE key = ?"),
    setMeta: query(
      "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    ),
    feed: query<[string, string, number, number], FeedRecord>(
      `SELECT ${FEED_COLUMNS} WHERE l.seq IN
      (SELECT seq FROM log_scope WHERE scope = ? AND kind = ? AND seq > ? ORDER BY seq LIMIT ?) ORDER BY l.seq`,
    ),
    feedSeqs: query<[string, string, number, number], { seq: number }>(
      "SELECT seq FROM log_scope WHERE scope = ? AND kind = ? AND seq > ? ORDER BY seq LIMIT ?",
    ),
    wholeLog: query<[number, number], FeedRecord>(
      `SELECT ${FEED_COLUMNS} WHERE l.seq > ? ORDER BY l.seq LIMIT ?`,
    ),
    events: query<[string, string, number, number], { seq: number; type: string; body: Buffer }>(
      "SELECT seq, type, body FROM events WHERE scope = ? AND kind = ? AND seq > ? AND seq <= ? ORDER BY seq",
    ),
    compacted: query<[number], { up_to_seq: number; bytes: Buffer }>(
      "SELECT up_to_seq, bytes FROM compacted WHERE doc = ?",
    ),
    tail: query<[number, number], { hash: Buffer; bytes: Buffer }>(
      "SELECT hash, bytes FROM log WHERE doc = ? AND seq > ? ORDER BY seq",
    ),
    compactable: query<[number, number, number], { no: number }>(
      `SELECT d.no FROM docs d LEFT JOIN compacted c ON c.doc = d.no
     WHERE d.changes - coalesce(c.changes, 0) >= ? AND d.last_at <= ? AND d.erased_at IS NULL
       AND d.no NOT IN (SELECT doc FROM uncompactable) LIMIT ?`,
    ),
    saveCompacted: query(
      // A document may have been erased while a worker was compacting it.
      `INSERT INTO compacted (doc, up_to_seq, changes, bytes)
     SELECT no, @upToSeq, (SELECT count(*) FROM log WHERE doc = @no AND seq <= @upToSeq), @bytes
     FROM docs WHERE no = @no AND erased_at IS NULL
     ON CONFLICT (doc) DO UPDATE SET up_to_seq = excluded.up_to_seq, changes = excluded.changes, bytes = excluded.bytes`,
    ),
    uncompactable: query("INSERT OR REPLACE INTO uncompactable (doc, hash, reason, at) VALUES (?, ?, ?, ?)"),
  };
};
