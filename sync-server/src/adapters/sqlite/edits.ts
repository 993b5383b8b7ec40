import { hexToBytes } from "@arogyasync/shared/bytes";
import { type ContextQuery, type DocState, type LogRow, opKey, type StoredOp } from "../../core/log-store.ts";
import type { Lineage } from "../../core/lineage.ts";
import { placeAt, type Places } from "../../core/places.ts";
import type { Db } from "./open.ts";
import { queriesOf } from "./statements.ts";

interface EditRecord {
  start_op: number;
  max_op: number;
  no: number;
  places: string;
}

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** What is kept of changes to documents that are edited: see db/migrations/edits.ts. */
export interface SqliteEdits {
  /** Number and lineage of a stored change. */
  lineage(seq: number): { readonly no: number; readonly before: Lineage | undefined } | undefined;
  /** Operations by name; null for those that the log does not have. */
  find(ops: ContextQuery["ops"], docByKey: ReadonlyMap<string, DocState>): Map<string, StoredOp | null>;
  insert(row: Pick<LogRow, "seq" | "doc" | "actor" | "maxOp" | "edit">): void;
}

export const createSqliteEdits = (db: Db): SqliteEdits => {
  const query = queriesOf(db);
  const lineage = query<[number], { no: number; before: string | null }>(
    "SELECT no, before FROM edits WHERE seq = ?",
  );
  // The actor's counters only grow, so the first change that reaches the counter is the only one that can hold it.
  const holding = query<[number, Uint8Array, number], EditRecord>(
    `SELECT start_op, max_op, no, places FROM edits
     WHERE doc = ? AND actor = ? AND max_op >= ? ORDER BY max_op, start_op LIMIT 1`,
  );
  const insert = query(
    "INSERT INTO edits (seq, doc, actor, start_op, max_op, no, before, places) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );

  return {
    lineage(seq) {
      const row = lineage.get(seq);
      return (
        row && { no: row.no, before: row.before === null ? undefined : (JSON.parse(row.before) as number[]) }
      );
    },
    find(ops, docByKey) {
      const found = new Map<string, StoredOp | null>();
      let last: { doc: string; actor: string; record: EditRecord; places: Places } | undefined;
      // In this order operations of one change come one after another, and it is read once.
      const sorted = ops.toSorted(
        (a, b) => compare(a.doc, b.doc) || compare(a.actor, b.actor) || a.counter - b.counter,
      );
      for (const { doc, actor, counter } of sorted) {
        const key = opKey(doc, actor, counter);
        if (found.has(key)) continue;
        if (last?.doc !== doc || last.actor !== actor || counter > last.record.max_op) {
          const state = docByKey.get(doc);
          const record = state && holding.get(state.no, hexToBytes(actor), counter);
          last = record && { doc, actor, record, places: JSON.parse(record.places) as Places };
        }
        const index = last ? counter - last.record.start_op : -1;
        found.set(
          key,
          last && index >= 0 ? { no: last.record.no, place: placeAt(last.places, index) } : null,
        );
      }
      return found;
    },
    insert({ seq, doc, actor, maxOp, edit }) {
      if (!edit) return;
      const before = edit.before === undefined ? null : JSON.stringify(edit.before);
      insert.run(seq, doc, actor, edit.startOp, maxOp, edit.no, before, JSON.stringify(edit.places));
    },
  };
};
