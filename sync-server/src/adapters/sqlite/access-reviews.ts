import type { ReviewRow, ReviewStore } from "../../core/access-reviews.ts";
import type { Db } from "./open.ts";

export const createSqliteReviews = (db: Db): ReviewStore => {
  const find = db.prepare<[number], ReviewRow>("SELECT no, by, note, at FROM access_reviews WHERE no = ?");
  const insert = db.prepare(
    "INSERT OR IGNORE INTO access_reviews (no, by, note, at) VALUES (@no, @by, @note, @at)",
  );
  return {
    of: async (nos) => nos.flatMap((no) => find.get(no) ?? []),
    save: async (row) => insert.run(row).changes > 0,
  };
};
