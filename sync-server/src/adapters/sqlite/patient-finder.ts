import { docIdFromBytes } from "@arogyasync/shared/records";
import type { FoundPatient, PatientFinder } from "../../core/emergency.ts";
import type { Db } from "./open.ts";

interface Row {
  doc: number;
  id: Buffer;
  view: string;
}

/** Patients of every clinic, from the projections. */
export const createSqlitePatientFinder = (db: Db): PatientFinder => {
  const page = db.prepare<[number, number], Row>(
    `SELECT p.doc, d.id, p.view FROM p_patients p JOIN docs d ON d.no = p.doc
     WHERE p.doc > ? AND d.erased_at IS NULL ORDER BY p.doc LIMIT ?`,
  );
  const one = db.prepare<[string], Row>(
    `SELECT p.doc, d.id, p.view FROM p_patients p JOIN docs d ON d.no = p.doc
     WHERE p.id = ? AND d.erased_at IS NULL`,
  );
  const scopes = db.prepare<[number], { scope: string }>("SELECT scope FROM doc_scopes WHERE doc = ?");
  const readings = db.prepare<[string, number], { body: string }>(
    "SELECT body FROM p_readings WHERE patient = ? ORDER BY measured_at DESC LIMIT ?",
  );
  const toPatient = ({ doc, id, view }: Row): FoundPatient => ({
    no: doc,
    id: docIdFromBytes(new Uint8Array(id)),
    view: JSON.parse(view) as FoundPatient["view"],
    clinics: scopes.all(doc).map((row) => row.scope),
  });
  return {
    page: async (after, limit) => page.all(after, limit).map(toPatient),
    async find(id) {
      const row = one.get(id);
      return row && toPatient(row);
    },
    readings: async (id, limit) => readings.all(id, limit).map((row) => row.body),
  };
};
