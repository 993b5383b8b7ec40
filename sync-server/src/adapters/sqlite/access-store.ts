import { type ChainHead, emptyChain, parseEntry } from "@arogyasync/shared/access";
import { type AccessRow, type AccessStore, chainEntries } from "../../core/access-store.ts";
import { toStoreFailure } from "./failures.ts";
import type { Db } from "./open.ts";

interface Row {
  no: number;
  id: string;
  at: number;
  person: string;
  what: string;
  body: string;
  hash: Buffer;
}
const COLUMNS = "no, id, at, person, what, body, hash";

export const createSqliteAccessStore = (db: Db): AccessStore => {
  const s = {
    head: db.prepare<[], { no: number; hash: Buffer }>(
      "SELECT no, hash FROM access_log ORDER BY no DESC LIMIT 1",
    ),
    known: db.prepare<[string], { no: number }>("SELECT no FROM access_log WHERE id = ?"),
    insert: db.prepare(`INSERT INTO access_log (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`),
    index: db.prepare("INSERT OR IGNORE INTO access_log_patients (patient, no) VALUES (?, ?)"),
    chain: db.prepare<[number, number], Row>(
      `SELECT ${COLUMNS} FROM access_log WHERE no > ? ORDER BY no LIMIT ?`,
    ),
    isIndexed: db.prepare<[string, number], { no: number }>(
      "SELECT no FROM access_log_patients WHERE patient = ? AND no = ?",
    ),
    indexCount: db.prepare<[], { n: number }>("SELECT count(*) AS n FROM access_log_patients"),
  };
  const head = (): ChainHead => {
    const row = s.head.get();
    return row ? { no: row.no, hash: new Uint8Array(row.hash) } : emptyChain;
  };
  return {
    async append(entries, at) {
      try {
        return db
          .transaction(() => {
            const seen = new Set<string>();
            const fresh = entries.filter(({ id }) => {
              if (seen.has(id) || s.known.get(id)) return false;
              seen.add(id);
              return true;
            });
            for (const { entry, text, hash } of chainEntries(head(), fresh, at)) {
              s.insert.run(entry.no, entry.id, entry.at, entry.person, entry.what, text, hash);
              for (const patient of entry.patients) s.index.run(patient, entry.no);
            }
            return head();
          })
          .immediate();
      } catch (error) {
        throw toStoreFailure(error);
      }
    },
    head: async () => head(),
    readChain: async (after, limit) =>
      s.chain
        .all(after, limit)
        .map(({ body, hash, ...rest }): AccessRow => ({ ...rest, text: body, hash: new Uint8Array(hash) })),
    isIndexed: async (patient, no) => s.isIndexed.get(patient, no) !== undefined,
    indexCount: async () => s.indexCount.get()?.n ?? 0,
    async list({ patient, person, what, from, to, before, limit }) {
      const conditions: string[] = [];
      const values: (string | number)[] = [];
      const where = (condition: string, value: string | number | undefined): void => {
        if (value === undefined) return;
        conditions.push(condition);
        values.push(value);
      };
      where("e.no < ?", before);
      where("e.person = ?", person);
      where("e.what = ?", what);
      where("e.at >= ?", from);
      where("e.at < ?", to);
      where("p.patient = ?", patient);
      const source =
        patient === undefined
          ? "access_log e"
          : "access_log_patients p CROSS JOIN access_log e ON e.no = p.no";
      const filter = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
      return db
        .prepare<unknown[], { body: string }>(
          `SELECT e.body FROM ${source} ${filter} ORDER BY e.no DESC LIMIT ?`,
        )
        .all(...values, limit)
        .flatMap(({ body }) => parseEntry(body) ?? []);
    },
  };
};
