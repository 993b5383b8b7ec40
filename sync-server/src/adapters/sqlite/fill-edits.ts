import { readChange, readOpTargets } from "@arogyasync/shared/changes";
import type { DocKind } from "@arogyasync/shared/records";
import { lineageOf } from "../../core/edit-history.ts";
import { isEditedKind, placeOf } from "../../core/edit-refs.ts";
import { keyOf } from "../../core/keys.ts";
import { isAllBefore } from "../../core/lineage.ts";
import type { EditRow } from "../../core/log-store.ts";
import { noPlaces, packPlaces } from "../../core/places.ts";
import { createSqliteEdits } from "./edits.ts";
import type { Db } from "./open.ts";

/** Kept in `meta`; a higher number makes every log be read again. */
const VERSION = 1;

interface LogRecord {
  seq: number;
  hash: Buffer;
  actor: Buffer;
  max_op: number;
  deps: Buffer;
  bytes: Buffer;
}

/**
 * Fills `edits` from the log, once: for a log that was written before the table was there. In one transaction, in
 * plain code: about 10 µs a change of those documents that are edited; readings are not looked at.
 */
export const fillEdits = (db: Db): void => {
  const version = db.prepare<[], { value: number }>("SELECT value FROM meta WHERE key = 'edits'").get();
  if (version?.value === VERSION) return;
  const edits = createSqliteEdits(db);
  const docs = db.prepare<[], { no: number; kind: DocKind }>(
    "SELECT no, kind FROM docs WHERE erased_at IS NULL",
  );
  const log = db.prepare<[number], LogRecord>(
    "SELECT seq, hash, actor, max_op, deps, bytes FROM log WHERE doc = ? ORDER BY seq",
  );
  const fillDoc = (doc: number, kind: DocKind): void => {
    const rowByHash = new Map<string, EditRow>();
    let heads: string[] = [];
    for (const { seq, hash, actor, max_op: maxOp, deps, bytes } of log.all(doc)) {
      const read = readChange(bytes);
      if (!read.ok) throw new Error(`change ${seq} of the log cannot be read: ${read.error}`);
      const no = rowByHash.size + 1;
      const before = lineageOf(deps, no, heads, (key) => rowByHash.get(key));
      const isDerivedRoot = deps.length === 0 && kind !== "patient";
      const row: EditRow = {
        no,
        startOp: read.value.startOp,
        before: isAllBefore(before, no) ? undefined : before,
        places: isDerivedRoot
          ? noPlaces
          : packPlaces(
              readOpTargets(bytes, read.value).map(({ container, key, action }) =>
                placeOf(container, key ?? "", action),
              ),
            ),
      };
      edits.insert({ seq, doc, actor, maxOp, edit: row });
      rowByHash.set(keyOf(hash), row);
      for (let at = 0; at < deps.length; at += 32) {
        const dep = keyOf(deps.subarray(at, at + 32));
        heads = heads.filter((head) => head !== dep);
      }
      heads.push(keyOf(hash));
    }
  };
  db.transaction(() => {
    db.prepare("DELETE FROM edits").run();
    for (const { no, kind } of docs.all()) if (isEditedKind(kind)) fillDoc(no, kind);
    db.prepare(
      "INSERT INTO meta (key, value) VALUES ('edits', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    ).run(VERSION);
  }).immediate();
};
