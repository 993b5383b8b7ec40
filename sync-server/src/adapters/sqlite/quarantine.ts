import { decodeCbor } from "@arogyasync/shared/protocol";
import type { DocKind } from "@arogyasync/shared/records";
import { docIdToBytes, parseDocId } from "@arogyasync/shared/records";
import type { DecisionRow } from "../../core/log-store.ts";
import type { QuarantinedChange, QuarantineStore, StoredManifest } from "../../core/quarantine-store.ts";
import type { Db } from "./open.ts";

interface Row {
  no: number;
  doc: Buffer;
  hash: Buffer;
  bytes: Buffer;
  code: string;
  author: string;
  courier: string;
  device: string;
  received_at: number;
  kind: DocKind;
  owner: string;
  period: string;
  key: Buffer | null;
  batch: number | null;
  manifest: number;
  handed_in: number;
  note: string | null;
  in_log: number;
  verdict: DecisionRow["verdict"] | null;
  outcome: DecisionRow["outcome"];
  result_hash: Buffer | null;
  by: string;
  reason: string;
  at: number;
}
type DecisionRecord = Pick<Row, "doc" | "hash" | "outcome" | "result_hash" | "by" | "reason" | "at"> & {
  verdict: DecisionRow["verdict"];
};

const copy = (bytes: Buffer): Uint8Array => new Uint8Array(bytes);

const toDecision = (r: DecisionRecord): DecisionRow => ({
  doc: copy(r.doc),
  hash: copy(r.hash),
  verdict: r.verdict,
  outcome: r.outcome,
  resultHash: r.result_hash ? copy(r.result_hash) : undefined,
  by: r.by,
  reason: r.reason,
  at: r.at,
});

const toChange = (r: Row): QuarantinedChange => ({
  no: r.no,
  doc: { id: copy(r.doc), kind: r.kind, owner: r.owner, period: r.period },
  hash: copy(r.hash),
  bytes: copy(r.bytes),
  code: r.code,
  author: r.author,
  key: r.key ? copy(r.key) : undefined,
  batch: r.batch ?? undefined,
  manifest: r.manifest,
  courier: r.courier,
  device: r.device,
  receivedAt: r.received_at,
  isHandedIn: r.handed_in === 1,
  note: r.note ?? undefined,
  isInLog: r.in_log === 1,
  decision: r.verdict === null ? undefined : toDecision({ ...r, verdict: r.verdict }),
});

const SELECT = `SELECT * FROM (
  SELECT s.*, d.verdict, d.outcome, d.result_hash, d.by, d.reason, d.at,
    EXISTS (SELECT 1 FROM docs x JOIN log l ON l.doc = x.no WHERE x.id = s.doc AND l.hash = s.hash) AS in_log
  FROM salvage s LEFT JOIN quarantine_decisions d
    ON d.no = (SELECT max(no) FROM quarantine_decisions WHERE doc = s.doc AND hash = s.hash))`;

/** As `stateOf` says it. */
const states = {
  all: "1",
  open: "verdict IS NULL AND in_log = 0",
  rejected: "verdict = 'rejected' AND in_log = 0",
  accepted: "(in_log = 1 OR verdict = 'accepted')",
} as const;

export const createSqliteQuarantine = (db: Db): QuarantineStore => {
  const byNo = db.prepare<[number], Row>(`${SELECT} WHERE no = ?`);
  const byName = db.prepare<[Uint8Array, Uint8Array], Row>(`${SELECT} WHERE doc = ? AND hash = ?`);
  const ofDoc = db.prepare<[Uint8Array], Row>(`${SELECT} WHERE doc = ? ORDER BY no`);
  const batch = db.prepare<[number], { manifests: Buffer }>("SELECT manifests FROM batches WHERE no = ?");
  const insert = db.prepare(
    `INSERT INTO quarantine_decisions (doc, hash, verdict, outcome, result_hash, by, reason, at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const decisions = db.prepare<[Uint8Array, Uint8Array], DecisionRecord>(
    "SELECT * FROM quarantine_decisions WHERE doc = ? AND hash = ? ORDER BY no",
  );
  const first = db.prepare<[Uint8Array], { bytes: Buffer }>(
    "SELECT l.bytes FROM docs d JOIN log l ON l.doc = d.no WHERE d.id = ? ORDER BY l.seq LIMIT 1",
  );
  const inLog = db.prepare<[Uint8Array, Uint8Array], { seq: number }>(
    "SELECT l.seq FROM docs d JOIN log l ON l.doc = d.no WHERE d.id = ? AND l.hash = ?",
  );
  const reading = db.prepare<[string, string], { id: string }>(
    "SELECT id FROM p_readings WHERE patient = ? AND id = ? LIMIT 1",
  );
  const view = db.prepare<[Uint8Array], { view: string }>(
    "SELECT p.view FROM p_patients p JOIN docs d ON d.no = p.doc WHERE d.id = ?",
  );
  const open = db.prepare<[string], { bytes: number }>(
    `SELECT coalesce(sum(length(bytes)), 0) AS bytes FROM (${SELECT} WHERE device = ? AND ${states.open})`,
  );
  const label = db.prepare<[string], { label: string }>("SELECT label FROM devices WHERE id = ?");
  return {
    async list({ state, author, before, limit }) {
      return db
        .prepare<unknown[], Row>(
          `${SELECT} WHERE no < ? AND ${states[state]}${author === undefined ? "" : " AND author = ?"}
           ORDER BY no DESC LIMIT ?`,
        )
        .all(before ?? Number.MAX_SAFE_INTEGER, ...(author === undefined ? [] : [author]), limit)
        .map(toChange);
    },
    find: async (nos) =>
      nos.flatMap((no) => {
        const row = byNo.get(no);
        return row ? [toChange(row)] : [];
      }),
    async findByName(doc, hash) {
      const row = byName.get(doc, hash);
      return row && toChange(row);
    },
    findOfDoc: async (doc) => ofDoc.all(doc).map(toChange),
    async manifests(no) {
      const row = batch.get(no);
      return row ? (decodeCbor(row.manifests) as StoredManifest[]) : [];
    },
    async recordDecisions(rows) {
      db.transaction(() => {
        for (const d of rows)
          insert.run(d.doc, d.hash, d.verdict, d.outcome, d.resultHash ?? null, d.by, d.reason, d.at);
      }).immediate();
    },
    decisions: async (doc, hash) => decisions.all(doc, hash).map(toDecision),
    isInLog: async (doc, hash) => inLog.get(doc, hash) !== undefined,
    async firstChange(doc) {
      const row = first.get(doc);
      return row && row.bytes.length > 0 ? copy(row.bytes) : undefined;
    },
    hasReadings: async (patient, ids) => ids.length > 0 && ids.every((id) => reading.get(patient, id)),
    patientView: async (patient) =>
      parseDocId(patient).ok ? view.get(docIdToBytes(patient))?.view : undefined,
    openBytes: async (device) => open.get(device)?.bytes ?? 0,
    deviceLabel: async (device) => label.get(device)?.label,
  };
};
