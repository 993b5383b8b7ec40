import { docIdFromBytes } from "@arogyasync/shared/records";
import type { Projections } from "../../core/projector.ts";
import type { Db } from "./open.ts";

export const createSqliteProjections = (db: Db): Projections => {
  const s = {
    get: db.prepare<[], { value: number }>("SELECT value FROM meta WHERE key = 'projectedSeq'"),
    set: db.prepare(
      "INSERT INTO meta (key, value) VALUES ('projectedSeq', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    ),
    doc: db.prepare<[number], { id: Buffer; owner: string; last_seq: number }>(
      "SELECT id, owner, last_seq FROM docs WHERE no = ? AND erased_at IS NULL",
    ),
    patient: db.prepare("INSERT OR REPLACE INTO p_patients (doc, id, site, view) VALUES (?, ?, ?, ?)"),
    // Readings are immutable: a known one stays as it is.
    reading: db.prepare(
      "INSERT OR IGNORE INTO p_readings (doc, id, patient, measured_at, author, seq, body) VALUES (?, ?, ?, ?, ?, ?, ?)",
    ),
    counts: db.prepare<[], { patients: number; readings: number }>(
      "SELECT (SELECT count(*) FROM p_patients) AS patients, (SELECT count(*) FROM p_readings) AS readings",
    ),
  };
  return {
    projectedSeq: async () => s.get.get()?.value ?? 0,
    async apply(docs, upToSeq) {
      db.transaction(() => {
        for (const { no, patient, readings } of docs) {
          const doc = s.doc.get(no);
          if (!doc) continue;
          if (patient) s.patient.run(no, docIdFromBytes(doc.id), patient.site, patient.view);
          for (const r of readings ?? [])
            s.reading.run(no, r.id, doc.owner, r.measuredAt, r.author, doc.last_seq, r.body);
        }
        s.set.run(upToSeq);
      }).immediate();
    },
    async clear() {
      db.transaction(() => {
        db.exec("DELETE FROM p_patients; DELETE FROM p_readings");
        s.set.run(0);
      }).immediate();
    },
    counts: async () => s.counts.get() ?? { patients: 0, readings: 0 },
  };
};
