import { encodeCbor } from "@arogyasync/shared/protocol";
import { type DocKind, docIdToBytes, parseDocId } from "@arogyasync/shared/records";
import type {
  ErasureReceiptRow,
  ErasureRecord,
  ErasureRow,
  ErasureStore,
  Survey,
} from "../../core/erasure-store.ts";
import type { Db } from "./open.ts";
import type { DocRecord } from "./statements.ts";

interface Row extends Omit<ErasureRow, "clinics"> {
  clinics: string;
  gone: string;
  purged_at: number | null;
}

const NOTHING: Survey = { documents: 0, changes: 0, bytes: 0, readings: 0, snapshots: 0, quarantined: 0 };

const docOf = (db: Db, patient: string): DocRecord | undefined =>
  parseDocId(patient).ok
    ? db.prepare<[Uint8Array], DocRecord>("SELECT * FROM docs WHERE id = ?").get(docIdToBytes(patient))
    : undefined;

const survey = (db: Db, patient: string): Survey => {
  const doc = docOf(db, patient);
  const family = "SELECT no FROM docs WHERE group_no = @no";
  const salvage = `salvage WHERE owner = @patient OR doc IN (SELECT id FROM docs WHERE group_no = @no)`;
  const row = db
    .prepare<[object], Survey>(
      `SELECT (SELECT count(*) FROM docs WHERE group_no = @no) AS documents,
        (SELECT count(*) FROM log WHERE doc IN (${family})) AS changes,
        (SELECT count(*) FROM p_readings WHERE doc IN (${family})) AS readings,
        (SELECT count(*) FROM compacted WHERE doc IN (${family})) AS snapshots,
        (SELECT count(*) FROM ${salvage}) AS quarantined,
        (SELECT coalesce(sum(length(bytes)), 0) FROM log WHERE doc IN (${family}))
          + (SELECT coalesce(sum(length(bytes)), 0) FROM compacted WHERE doc IN (${family}))
          + (SELECT coalesce(sum(length(bytes)), 0) FROM ${salvage}) AS bytes`,
    )
    .get({ no: doc?.no ?? -1, patient });
  return row ?? NOTHING;
};

/**
 * Removes a patient's bytes, wherever in the log, its snapshots, its projections or the quarantine they lie, and writes
 * the line in the book. Names, hashes and numbers stay, so that nothing of it is ever taken for new. A patient that
 * the log never had gets a name in it, so that the record is refused when somebody brings it. False when it was erased
 * before. To be called inside a transaction. [TR30][TR32]
 * @param nextSeq gives the log's next number.
 */
export const eraseFamily = (db: Db, row: ErasureRow, nextSeq: () => number): boolean => {
  const run = (sql: string, ...values: unknown[]): void => void db.prepare(sql).run(...values);
  const scopesOf = (no: number): string[] =>
    db
      .prepare<[number], { scope: string }>("SELECT scope FROM doc_scopes WHERE doc = ?")
      .all(no)
      .map((x) => x.scope);
  const patient = docOf(db, row.patient);
  if (patient && patient.erased_at !== null) return false;
  const gone = survey(db, row.patient);
  const id = docIdToBytes(row.patient);
  let no = patient?.no;
  if (no === undefined) {
    no = (db.prepare<[], { no: number }>("SELECT coalesce(max(no), 0) AS no FROM docs").get()?.no ?? 0) + 1;
    run(
      `INSERT INTO docs (no, id, kind, owner, period, group_no, heads, changes, last_seq, last_at)
       VALUES (?, ?, 'patient', '', '', ?, x'', 0, 0, ?)`,
      no,
      id,
      no,
      row.at,
    );
  }
  // An older log may not know every clinic that was to hear of it.
  const known = scopesOf(no);
  for (const scope of row.clinics)
    if (!known.includes(scope))
      run("INSERT INTO doc_scopes (scope, group_no, doc, kind) VALUES (?, ?, ?, 'patient')", scope, no, no);
  const family = db
    .prepare<[number], { no: number; id: Buffer; kind: DocKind }>(
      "SELECT no, id, kind FROM docs WHERE group_no = ? ORDER BY no",
    )
    .all(no);
  for (const doc of family) {
    for (const scope of scopesOf(doc.no)) {
      run(
        "DELETE FROM log_scope WHERE scope = ? AND kind = ? AND seq IN (SELECT seq FROM log WHERE doc = ?)",
        scope,
        doc.kind,
        doc.no,
      );
      run(
        "INSERT INTO events (seq, scope, kind, type, body) VALUES (?, ?, ?, 'tombstone', ?)",
        nextSeq(),
        scope,
        doc.kind,
        encodeCbor(new Uint8Array(doc.id)),
      );
    }
    run("UPDATE docs SET erased_at = ? WHERE no = ?", row.at, doc.no);
    run("UPDATE log SET bytes = x'' WHERE doc = ?", doc.no);
    for (const table of ["compacted", "uncompactable", "p_patients", "p_readings", "edits"])
      run(`DELETE FROM ${table} WHERE doc = ?`, doc.no);
    run("DELETE FROM salvage WHERE doc = ?", doc.id);
  }
  run("DELETE FROM salvage WHERE owner = ?", row.patient);
  run(
    "INSERT INTO erasures (patient, clinics, by, reason, at, gone) VALUES (?, ?, ?, ?, ?, ?)",
    row.patient,
    JSON.stringify(row.clinics),
    row.by,
    row.reason,
    row.at,
    JSON.stringify(gone),
  );
  return true;
};

const toRecord = ({ clinics, gone, purged_at, ...row }: Row): ErasureRecord => ({
  ...row,
  clinics: JSON.parse(clinics) as string[],
  gone: JSON.parse(gone) as Survey,
  purgedAt: purged_at ?? undefined,
});

export const createSqliteErasures = (db: Db): ErasureStore => {
  const list = db.prepare<[], Row>("SELECT * FROM erasures ORDER BY at DESC, patient");
  const receipts = db.prepare<[string], Omit<ErasureReceiptRow, "receivedAt"> & { received_at: number }>(
    "SELECT * FROM erasure_receipts WHERE patient = ? ORDER BY received_at",
  );
  const saveReceipt = db.prepare(
    `INSERT OR IGNORE INTO erasure_receipts (patient, key, device, user, at, received_at, signature)
     VALUES (@patient, @key, @device, @user, @at, @receivedAt, @signature)`,
  );
  const view = db.prepare<[string], { view: string }>("SELECT view FROM p_patients WHERE id = ?");
  const remains = db.prepare<[object], { documents: number; changes: number; accessEntries: number }>(
    `SELECT (SELECT count(*) FROM docs WHERE group_no = @no) AS documents,
      (SELECT count(*) FROM log WHERE doc IN (SELECT no FROM docs WHERE group_no = @no)) AS changes,
      (SELECT count(*) FROM access_log_patients WHERE patient = @patient) AS accessEntries`,
  );
  const holders = db.prepare<[object], { device: string; user: string }>(
    `SELECT DISTINCT json_extract(e.body, '$.device') AS device, e.person AS user FROM access_log_patients p
       JOIN access_log e ON e.no = p.no WHERE p.patient = @patient AND e.what = 'delivery'
     UNION SELECT DISTINCT b.device, b.courier FROM docs d JOIN log l ON l.doc = d.no JOIN batches b ON b.no = l.batch
       WHERE d.group_no = @no`,
  );
  const emptied = db.prepare<[], { device: string; at: number }>(
    "SELECT device, max(received_at) AS at FROM wipes GROUP BY device",
  );
  const lastUsed = db.prepare<[string, string], { at: number | null }>(
    "SELECT max(last_used_at) AS at FROM sessions WHERE device = ? AND user = ?",
  );
  return {
    list: async () => list.all().map(toRecord),
    survey: async (patient) => survey(db, patient),
    async remains(patient) {
      const found = remains.get({ no: docOf(db, patient)?.no ?? -1, patient });
      return found ?? { documents: 0, changes: 0, accessEntries: 0 };
    },
    async nameOf(patient) {
      const { identity } = JSON.parse(view.get(patient)?.view ?? "{}") as { identity?: { name?: unknown } };
      return typeof identity?.name === "string" ? identity.name : undefined;
    },
    async holders(patient) {
      const found = holders.all({ no: docOf(db, patient)?.no ?? -1, patient });
      return found.filter(({ device }) => device !== "");
    },
    saveReceipt: async (row) => void saveReceipt.run(row),
    receipts: async (patient) =>
      receipts.all(patient).map(({ received_at, ...row }) => ({ ...row, receivedAt: received_at })),
    emptied: async () => new Map(emptied.all().map(({ device, at }) => [device, at])),
    lastUsed: async (device, user) => lastUsed.get(device, user)?.at ?? undefined,
    async purge(at) {
      try {
        // Freed pages are one thing; a page that was split keeps copies in its gap. Only rewriting leaves none.
        db.exec("VACUUM");
        const [checkpoint] = db.pragma("wal_checkpoint(TRUNCATE)") as { busy: number }[];
        if (checkpoint?.busy !== 0) return false;
        db.prepare("UPDATE erasures SET purged_at = ? WHERE purged_at IS NULL").run(at);
        return true;
      } catch {
        return false;
      }
    },
  };
};
