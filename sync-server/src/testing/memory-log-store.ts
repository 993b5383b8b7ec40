import { hexToBytes } from "@arogyasync/shared/bytes";
import { type DocKind, docIdToBytes } from "@arogyasync/shared/records";
import { keyOf } from "../core/keys.ts";
import {
  type BatchRow,
  type CommitContext,
  type CompactionTask,
  type DocState,
  type FeedChange,
  type LogEvent,
  type LogRow,
  type LogStore,
  opKey,
  type SalvageRow,
  type StoredDoc,
} from "../core/log-store.ts";
import { placeAt } from "../core/places.ts";

/** Runs just before a commit becomes durable, and just after; throws to play a crash or a full disk. */
export interface MemoryLogFaults {
  beforeCommit?(): void;
  afterCommit?(): void;
}

/** The log in memory, for simulations: everything that is in the maps is "on disk". */
export const createMemoryLogStore = (epochAtStart: Uint8Array, faults: MemoryLogFaults = {}): LogStore => {
  let epoch = epochAtStart;
  let backedUp = 0;
  const docs: DocState[] = [];
  const docAt = new Map<string, number>();
  const rows: LogRow[] = [];
  const rowByKey = new Map<string, LogRow>();
  const rowsByActor = new Map<string, LogRow[]>();
  const events: LogEvent[] = [];
  const batches: BatchRow[] = [];
  const salvage = new Map<string, SalvageRow>();
  const compacted = new Map<number, { upToSeq: number; bytes: Uint8Array }>();
  const uncompactable = new Set<number>();

  const docOf = (no: number) => docs[no - 1];
  const keyOfNo = (no: number) => keyOf(docOf(no)?.id ?? new Uint8Array());
  const lastSeq = () => Math.max(rows.at(-1)?.seq ?? 0, events.at(-1)?.seq ?? 0);
  const find = (id: Uint8Array) => docOf(docAt.get(keyOf(id)) ?? 0);
  const tail = (no: number) => rows.filter((r) => r.doc === no && r.seq > (compacted.get(no)?.upToSeq ?? 0));
  const toChange = (r: LogRow): FeedChange => {
    const doc = docOf(r.doc) as DocState;
    return {
      seq: r.seq,
      doc: { id: doc.id, kind: doc.kind, owner: doc.owner, period: doc.period },
      docNo: r.doc,
      bytes: r.bytes,
      author: r.author,
      receivedAt: r.receivedAt,
    };
  };
  const shown = (scope: string, kinds: readonly string[]) =>
    docs
      .filter((d) => !d.isErased && kinds.includes(d.kind) && d.scopes.includes(scope))
      .toSorted((a, b) => b.groupNo - a.groupNo || a.no - b.no);

  const isIn = (row: LogRow, scope: string, kind: DocKind, after: number): boolean =>
    row.seq > after && row.kind === kind && row.scopes.includes(scope) && !docOf(row.doc)?.isErased;

  return {
    async append(query, decide) {
      const context: CommitContext = {
        lastSeq: lastSeq(),
        lastDocNo: docs.length,
        lastBatchNo: batches.length,
        docByKey: new Map(query.docs.flatMap((id) => (find(id) ? [[keyOf(id), find(id) as DocState]] : []))),
        familyByKey: new Map(
          query.families.map((id) => {
            const no = find(id)?.no;
            return [keyOf(id), docs.filter((d) => d.groupNo === no && d.no !== no)];
          }),
        ),
        changeByKey: new Map(
          query.changes.flatMap(({ doc, hashKey }) => {
            const row = rowByKey.get(doc + hashKey);
            if (!row) return [];
            const { seq, maxOp, edit } = row;
            return [[doc + hashKey, { seq, maxOp, no: edit?.no, before: edit?.before }]];
          }),
        ),
        refusedKeys: new Set(
          query.changes
            .filter((c) => c.isDep)
            .map((c) => c.doc + c.hashKey)
            .filter((key) => salvage.has(key)),
        ),
        lastByActor: new Map(
          query.actors.flatMap(({ doc, actor }) => {
            const row = rowsByActor.get(doc + keyOf(actor))?.at(-1);
            if (!row) return [];
            const { actorSeq, maxOp, edit } = row;
            return [[doc + keyOf(actor), { actorSeq, maxOp, no: edit?.no }]];
          }),
        ),
        opByKey: new Map(
          query.ops.map(({ doc, actor, counter }) => {
            const row = rowsByActor
              .get(doc + keyOf(hexToBytes(actor)))
              ?.find((r) => r.edit && r.edit.startOp <= counter && counter <= r.maxOp);
            const op = row?.edit && {
              no: row.edit.no,
              place: placeAt(row.edit.places, counter - row.edit.startOp),
            };
            return [opKey(doc, actor, counter), op ?? null];
          }),
        ),
      };
      const { plan, result } = decide(context);
      faults.beforeCommit?.();
      for (const doc of [...plan.newDocs, ...plan.changedDocs]) {
        docs[doc.no - 1] = { ...doc };
        docAt.set(keyOf(doc.id), doc.no);
      }
      for (const { doc, scope } of plan.addedScopes) {
        const known = docOf(doc.no) as DocState;
        if (!known.scopes.includes(scope)) docs[doc.no - 1] = { ...known, scopes: [...known.scopes, scope] };
      }
      for (const row of plan.rows) {
        const copy = { ...row, bytes: new Uint8Array(row.bytes), hash: new Uint8Array(row.hash) };
        const doc = keyOfNo(row.doc);
        const key = doc + keyOf(row.hash);
        if (rowByKey.has(key)) throw new Error("a change is in the log twice");
        rows.push(copy);
        rowByKey.set(key, copy);
        rowsByActor.set(doc + keyOf(row.actor), [...(rowsByActor.get(doc + keyOf(row.actor)) ?? []), copy]);
      }
      events.push(...plan.events);
      batches.push(...plan.batches);
      for (const s of plan.salvage) {
        const key = keyOf(s.doc.id) + keyOf(s.hash);
        const known = salvage.get(key);
        if (!known || (known.author === "" && s.author !== "")) salvage.set(key, s);
        else if (s.isHandedIn) salvage.set(key, { ...known, isHandedIn: true, note: s.note ?? known.note });
      }
      faults.afterCommit?.();
      return result;
    },
    epoch: async () => epoch,
    lastSeq: async () => lastSeq(),
    backedUpSeq: async () => backedUp,
    async setBackedUpSeq(seq) {
      backedUp = seq;
    },
    async renewEpoch(next) {
      epoch = next;
    },
    readFeedSeqs: async (scope, kind, after, maxRows) =>
      rows
        .filter((row) => isIn(row, scope, kind, after))
        .slice(0, maxRows)
        .map((row) => row.seq),
    async readFeed(scope, kind, after, maxRows, maxBytes) {
      const out: FeedChange[] = [];
      let bytes = 0;
      for (const row of rows) {
        if (!isIn(row, scope, kind, after)) continue;
        bytes += row.bytes.length;
        if (out.length === maxRows || (out.length > 0 && bytes > maxBytes)) break;
        out.push(toChange(row));
      }
      return out;
    },
    readEvents: async (scope, kind, after, upTo) =>
      events.filter((e) => e.scope === scope && e.kind === kind && e.seq > after && e.seq <= upTo),
    readLog: async (after, maxRows) =>
      rows
        .filter((r) => r.seq > after)
        .slice(0, maxRows)
        .map(toChange),
    hasDocs: async (ids) => ids.map((id) => find(id) !== undefined),
    holdsAny: async (changes) => changes.some(({ doc, hash }) => rowByKey.has(keyOf(doc) + keyOf(hash))),
    findDocs: async (ids) => ids.flatMap((id) => find(id) ?? []),
    countDocs: async (scope, kinds) => shown(scope, kinds).length,
    async listDocs(scope, kinds, cursor, limit) {
      const [group = Number.MAX_SAFE_INTEGER, no = 0] = cursor?.split(".").map(Number) ?? [];
      return docs
        .filter((d) => kinds.includes(d.kind) && d.scopes.includes(scope))
        .filter((d) => !d.isErased || d.kind === "patient")
        .toSorted((a, b) => b.groupNo - a.groupNo || a.no - b.no)
        .filter((d) => d.groupNo < group || (d.groupNo === group && d.no > no))
        .slice(0, limit);
    },
    async readDoc(no) {
      const doc = docOf(no);
      if (!doc || doc.isErased) return undefined;
      const stored: StoredDoc = {
        ...doc,
        cursor: `${doc.groupNo}.${no}`,
        compacted: compacted.get(no)?.bytes,
        changes: tail(no).map((r) => r.bytes),
      };
      return stored;
    },
    async compactionTasks(minChanges, idleBefore, limit) {
      return docs
        .filter((d) => !d.isErased && !uncompactable.has(d.no))
        .map((d) => ({ doc: d, changes: tail(d.no) }))
        .filter(
          ({ changes }) => changes.length >= minChanges && (changes.at(-1)?.receivedAt ?? 0) <= idleBefore,
        )
        .slice(0, limit)
        .map(
          ({ doc, changes }): CompactionTask => ({
            no: doc.no,
            heads: doc.heads,
            lastSeq: doc.lastSeq,
            compacted: compacted.get(doc.no)?.bytes,
            changes: changes.map(({ hash, bytes }) => ({ hash, bytes })),
          }),
        );
    },
    async saveCompacted(no, upToSeq, bytes) {
      if (!docOf(no)?.isErased) compacted.set(no, { upToSeq, bytes });
    },
    async recordUncompactable(no) {
      uncompactable.add(no);
    },
    async erase({ patient: name, clinics }) {
      const id = docIdToBytes(name);
      const known = find(id);
      if (known?.isErased) return false;
      const no = known?.no ?? docs.length + 1;
      const scopes = [...new Set([...(known?.scopes ?? []), ...clinics])];
      const empty = { heads: [], changeCount: 0, lastSeq: 0, isErased: false, owner: "", period: "" };
      docs[no - 1] = known
        ? { ...known, scopes }
        : { ...empty, no, id, kind: "patient", groupNo: no, scopes };
      docAt.set(keyOf(id), no);
      let seq = lastSeq();
      for (const doc of docs.filter((d) => d.groupNo === no)) {
        docs[doc.no - 1] = { ...doc, isErased: true };
        compacted.delete(doc.no);
        for (const scope of doc.scopes)
          events.push({ type: "tombstone", seq: ++seq, scope, kind: doc.kind, id: doc.id });
        for (const row of rows)
          if (row.doc === doc.no)
            Object.assign(row, { bytes: new Uint8Array(0), edit: undefined } satisfies Partial<LogRow>);
        for (const [key, s] of salvage)
          if (keyOf(s.doc.id) === keyOf(doc.id) || s.doc.owner === name) salvage.delete(key);
      }
      return true;
    },
    counts: async () => ({
      changes: rows.length,
      docs: docs.length,
      bytes: rows.reduce((sum, r) => sum + r.bytes.length, 0),
      salvage: salvage.size,
      batches: batches.length,
    }),
    async close() {},
  };
};
