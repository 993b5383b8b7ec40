import { decodeCbor, encodeCbor } from "@arogyasync/shared/protocol";
import type { DocKind } from "@arogyasync/shared/records";
import { isEditedKind } from "../../core/edit-refs.ts";
import { bytesOfKey, keyOf } from "../../core/keys.ts";
import {
  type AppendPlan,
  type CommitContext,
  type CompactionTask,
  type ContextQuery,
  type DocName,
  type DocState,
  type FeedChange,
  type LastOfActor,
  type LogEvent,
  type LogStore,
  type SalvageRow,
  type StoredChange,
  type StoredDoc,
} from "../../core/log-store.ts";
import { createSqliteEdits } from "./edits.ts";
import { eraseFamily } from "./erasures.ts";
import { toStoreFailure } from "./failures.ts";
import { fillEdits } from "./fill-edits.ts";
import type { Db } from "./open.ts";
import { type DocRecord, type FeedRecord, prepareStatements } from "./statements.ts";

const splitHashes = (blob: Uint8Array): string[] => {
  const out: string[] = [];
  for (let at = 0; at < blob.length; at += 32) out.push(keyOf(blob.subarray(at, at + 32)));
  return out;
};

const MAX_SALVAGE_ROWS_PER_COURIER = 50_000;

/** Gives how many rows now rest on its batch: one that is there already only learns that it was handed in. */
const writeSalvage = (s: ReturnType<typeof prepareStatements>, x: SalvageRow): number => {
  const { doc, isHandedIn, key, note, ...row } = x;
  const made = s.insertSalvage.run({
    ...row,
    doc: doc.id,
    kind: doc.kind,
    owner: doc.owner,
    period: doc.period,
    key: key ?? null,
    note: note ?? null,
    handedIn: isHandedIn ? 1 : 0,
    // Whoever was given a receipt for a hand-in relies on it; its size is bounded by its grant.
    limit: isHandedIn ? Number.MAX_SAFE_INTEGER : MAX_SALVAGE_ROWS_PER_COURIER,
  }).changes;
  if (isHandedIn) s.markHandedIn.run({ doc: doc.id, hash: x.hash, note: note ?? null });
  return made;
};

/** The log on SQLite. One connection: nothing asynchronous happens inside a transaction, so readers see whole commits. */
export const createSqliteLogStore = (db: Db, newEpoch: () => Uint8Array): LogStore => {
  const s = prepareStatements(db);
  const edits = createSqliteEdits(db);
  if (!s.getMeta.get("epoch")) s.setMeta.run("epoch", newEpoch());
  fillEdits(db);

  const toState = (r: DocRecord): DocState => ({
    no: r.no,
    id: r.id,
    kind: r.kind,
    owner: r.owner,
    period: r.period,
    groupNo: r.group_no,
    scopes: s.scopes.all(r.no).map((x) => x.scope),
    heads: splitHashes(r.heads),
    changeCount: r.changes,
    lastSeq: r.last_seq,
    isErased: r.erased_at !== null,
  });
  const toChange = (r: FeedRecord): FeedChange => ({
    seq: r.seq,
    doc: { id: r.id, kind: r.kind, owner: r.owner, period: r.period },
    docNo: r.doc,
    bytes: r.bytes,
    author: r.author ?? "",
    receivedAt: r.received_at,
  });

  const load = (query: ContextQuery): CommitContext => {
    const docByKey = new Map<string, DocState>();
    for (const id of query.docs) {
      const record = s.docById.get(id);
      if (record) docByKey.set(keyOf(id), toState(record));
    }
    const familyByKey = new Map<string, DocState[]>();
    for (const id of query.families) {
      const doc = docByKey.get(keyOf(id));
      if (doc) familyByKey.set(keyOf(id), s.family.all(doc.no).map(toState));
    }
    const changeByKey = new Map<string, StoredChange>();
    const refusedKeys = new Set<string>();
    const hasSalvage = s.hasSalvage.get() !== undefined;
    for (const { doc, hashKey, hash, isDep } of query.changes) {
      const state = docByKey.get(doc);
      const row = state && s.change.get(state.no, hash);
      if (row) {
        const lineage = isEditedKind(state.kind) ? edits.lineage(row.seq) : undefined;
        changeByKey.set(doc + hashKey, { seq: row.seq, maxOp: row.max_op, ...lineage });
      } else if (isDep && hasSalvage && s.refused.get(bytesOfKey(doc), hash)) refusedKeys.add(doc + hashKey);
    }
    const lastByActor = new Map<string, LastOfActor>();
    for (const { doc, actor } of query.actors) {
      const state = docByKey.get(doc);
      const row = state && s.lastOfActor.get(state.no, actor);
      if (!row) continue;
      const no = isEditedKind(state.kind) ? edits.lineage(row.seq)?.no : undefined;
      lastByActor.set(doc + keyOf(actor), { actorSeq: row.actor_seq, maxOp: row.max_op, no });
    }
    return {
      lastSeq: s.lastSeq.get()?.seq ?? 0,
      lastDocNo: s.lastDoc.get()?.no ?? 0,
      lastBatchNo: s.lastBatch.get()?.no ?? 0,
      docByKey,
      familyByKey,
      changeByKey,
      refusedKeys,
      lastByActor,
      opByKey: edits.find(query.ops, docByKey),
    };
  };

  const signerNo = (key: Uint8Array, user: string): number =>
    s.signer.get(key, user)?.no ?? Number(s.insertSigner.run(key, user).lastInsertRowid);

  const write = (plan: AppendPlan): void => {
    const at = plan.batches[0]?.receivedAt ?? 0;
    const headsOf = (doc: DocState) => Buffer.from(doc.heads.join(""), "latin1");
    for (const d of plan.newDocs) {
      s.insertDoc.run(
        d.no,
        d.id,
        d.kind,
        d.owner,
        d.period,
        d.groupNo,
        headsOf(d),
        d.changeCount,
        d.lastSeq,
        at,
      );
      for (const scope of d.scopes) s.insertScope.run(scope, d.groupNo, d.no, d.kind);
    }
    for (const d of plan.changedDocs) s.updateDoc.run(headsOf(d), d.changeCount, d.lastSeq, at, d.no);
    for (const { doc, scope } of plan.addedScopes) s.insertScope.run(scope, doc.groupNo, doc.no, doc.kind);
    const signers = new Map<string, number>();
    for (const r of plan.rows) {
      let signer: number | null = null;
      if (r.key) {
        const key = keyOf(r.key) + r.author;
        signer = signers.get(key) ?? signerNo(r.key, r.author);
        signers.set(key, signer);
      }
      s.insertRow.run(
        r.seq,
        r.doc,
        r.hash,
        r.actor,
        r.actorSeq,
        r.maxOp,
        r.deps,
        r.bytes,
        signer,
        r.batch,
        r.receivedAt,
        r.flags,
      );
      for (const scope of r.scopes) s.insertFeed.run(scope, r.kind, r.seq);
      if (r.edit) edits.insert(r);
    }
    for (const e of plan.events)
      s.insertEvent.run(e.seq, e.scope, e.kind, e.type, encodeCbor(e.type === "announce" ? e.docs : e.id));
    // A batch of which nothing was kept (its courier's share of the salvage is used up) leaves no manifests either.
    const kept = new Set(plan.rows.map((r) => r.batch));
    for (const x of plan.salvage) if (writeSalvage(s, x) > 0) kept.add(x.batch);
    for (const b of plan.batches)
      if (kept.has(b.no)) s.insertBatch.run(b.no, b.courier, b.device, b.receivedAt, encodeCbor(b.manifests));
    for (const d of plan.decisions)
      s.insertDecision.run(d.doc, d.hash, d.verdict, d.outcome, d.resultHash ?? null, d.by, d.reason, d.at);
  };

  const eventOf =
    (scope: string, kind: DocKind) =>
    (r: { seq: number; type: string; body: Buffer }): LogEvent => {
      const body = decodeCbor(r.body);
      return r.type === "announce"
        ? { type: "announce", seq: r.seq, scope, kind, docs: body as DocName[] }
        : { type: "tombstone", seq: r.seq, scope, kind, id: new Uint8Array(body as Uint8Array) };
    };

  const listSql = (kinds: readonly DocKind[], columns: string) =>
    `SELECT ${columns} FROM doc_scopes x JOIN docs d ON d.no = x.doc
     WHERE x.scope = ? AND x.kind IN (${kinds.map(() => "?").join(", ")})`;

  const atomically = <T>(work: () => T): T => {
    try {
      return db.transaction(work).immediate();
    } catch (error) {
      throw toStoreFailure(error);
    }
  };

  return {
    async append(query, decide) {
      return atomically(() => {
        const { plan, result } = decide(load(query));
        write(plan);
        return result;
      });
    },
    async epoch() {
      return new Uint8Array(s.getMeta.get("epoch")?.value as Buffer);
    },
    async renewEpoch(epoch) {
      s.setMeta.run("epoch", epoch);
    },
    async lastSeq() {
      return s.lastSeq.get()?.seq ?? 0;
    },
    async backedUpSeq() {
      return (s.getMeta.get("backedUpSeq")?.value as number | undefined) ?? 0;
    },
    async setBackedUpSeq(seq) {
      s.setMeta.run("backedUpSeq", seq);
    },
    async readFeed(scope, kind, after, maxRows, maxBytes) {
      const out: FeedChange[] = [];
      let bytes = 0;
      for (const record of s.feed.iterate(scope, kind, after, maxRows)) {
        bytes += record.bytes.length;
        if (out.length > 0 && bytes > maxBytes) break;
        out.push(toChange(record));
      }
      return out;
    },
    async readFeedSeqs(scope, kind, after, maxRows) {
      return s.feedSeqs.all(scope, kind, after, maxRows).map((row) => row.seq);
    },
    async readEvents(scope, kind, after, upTo) {
      return s.events.all(scope, kind, after, upTo).map(eventOf(scope, kind));
    },
    async readLog(after, maxRows) {
      return s.wholeLog.all(after, maxRows).map(toChange);
    },
    async holdsAny(changes) {
      return changes.some(({ doc, hash }) => {
        const record = s.docById.get(doc);
        return record !== undefined && s.change.get(record.no, hash) !== undefined;
      });
    },
    async findDocs(ids) {
      return ids.flatMap((id) => {
        const record = s.docById.get(id);
        return record ? [toState(record)] : [];
      });
    },
    async hasDocs(ids) {
      return ids.map((id) => s.hasDoc.get(id) !== undefined);
    },
    async countDocs(scope, kinds) {
      const row = db
        .prepare<unknown[], { n: number }>(`${listSql(kinds, "count(*) AS n")} AND d.erased_at IS NULL`)
        .get(scope, ...kinds);
      return row?.n ?? 0;
    },
    async listDocs(scope, kinds, cursor, limit) {
      const [group, no] = (cursor ?? "").split(".").map(Number);
      const from = cursor === undefined ? [Number.MAX_SAFE_INTEGER, 0] : [group ?? 0, no ?? 0];
      return db
        .prepare<unknown[], DocRecord>(
          `${listSql(kinds, "d.*")} AND (d.erased_at IS NULL OR d.kind = 'patient') AND (x.group_no < ? OR (x.group_no = ? AND x.doc > ?))
           ORDER BY x.group_no DESC, x.doc LIMIT ?`,
        )
        .all(scope, ...kinds, from[0], from[0], from[1], limit)
        .map(toState);
    },
    async readDoc(no) {
      const record = s.docByNo.get(no);
      if (!record || record.erased_at !== null) return undefined;
      const compacted = s.compacted.get(no);
      const doc: StoredDoc = {
        ...toState(record),
        cursor: `${record.group_no}.${no}`,
        compacted: compacted?.bytes,
        changes: s.tail.all(no, compacted?.up_to_seq ?? 0).map((r) => r.bytes),
      };
      return doc;
    },
    async compactionTasks(minChanges, idleBefore, limit) {
      return s.compactable.all(minChanges, idleBefore, limit).flatMap(({ no }): CompactionTask[] => {
        const record = s.docByNo.get(no);
        if (!record) return [];
        const compacted = s.compacted.get(no);
        return [
          {
            no,
            heads: splitHashes(record.heads),
            lastSeq: record.last_seq,
            compacted: compacted?.bytes,
            changes: s.tail.all(no, compacted?.up_to_seq ?? 0),
          },
        ];
      });
    },
    async saveCompacted(no, upToSeq, bytes) {
      atomically(() => s.saveCompacted.run({ no, upToSeq, bytes }));
    },
    async recordUncompactable(no, hash, reason, at) {
      s.uncompactable.run(no, hash ?? null, reason, at);
    },
    async erase(row) {
      return atomically(() => {
        let seq = s.lastSeq.get()?.seq ?? 0;
        return eraseFamily(db, row, () => ++seq);
      });
    },
    async counts() {
      const row = db
        .prepare<[], { changes: number; docs: number; salvage: number; batches: number }>(
          `SELECT (SELECT count(*) FROM log) AS changes, (SELECT count(*) FROM docs) AS docs,
                  (SELECT count(*) FROM salvage) AS salvage, (SELECT count(*) FROM batches) AS batches`,
        )
        .get();
      const pages = db.pragma("page_count", { simple: true }) as number;
      const size = db.pragma("page_size", { simple: true }) as number;
      return { ...(row ?? { changes: 0, docs: 0, salvage: 0, batches: 0 }), bytes: pages * size };
    },
    async close() {
      if (db.open) {
        db.pragma("wal_checkpoint(TRUNCATE)");
        db.close();
      }
    },
  };
};
