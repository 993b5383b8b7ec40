import { type Principal, worksFor } from "@arogyasync/shared/authority";
import { hexToBytes } from "@arogyasync/shared/bytes";
import { changeLimits } from "@arogyasync/shared/changes";
import { ROOT_ACTOR } from "@arogyasync/shared/records";
import { parentKey } from "./context-query.ts";
import { actorHex, EditHistory, TRY_LATER } from "./edit-history.ts";
import { isEditedKind } from "./edit-refs.ts";
import type { KeyedChange, KeyedPush, RootOf } from "./judged.ts";
import { keyOf } from "./keys.ts";
import { decisionOf, salvageRow } from "./kept.ts";
import {
  type AppendPlan,
  type CommitContext,
  type DocName,
  type DocState,
  type EditRow,
  FLAG_CLOCK_OFF,
  type LastOfActor,
  type LogRow,
  type StoredChange,
} from "./log-store.ts";
import { noPlaces } from "./places.ts";

/** A judged push on its way into the log. */
export interface CommitPush {
  readonly docs: readonly DocName[];
  readonly judged: KeyedPush;
  readonly manifests: readonly { key: Uint8Array; signedAt: number; signature: Uint8Array }[];
  readonly principals: readonly (Principal | null)[];
  readonly courier: string;
  readonly device: string;
  /** Relay clock, epoch ms. */
  readonly receivedAt: number;
  /** Given to the administrator: what cannot be stored lies in quarantine, also what merely lacks its past. */
  readonly handIn?: { readonly note: string | undefined };
  /** An administrator's decision that these enter the log, written down in the same transaction. */
  readonly acceptance?: Acceptance;
}

export interface Acceptance {
  readonly by: string;
  readonly reason: string;
  /** For changes that the relay made in place of quarantined ones: which, index by index. */
  readonly inPlaceOf?: readonly { readonly doc: Uint8Array; readonly hash: Uint8Array }[];
}

export type ItemOutcome =
  /** `rootSeq`: the derived first change that had to be written before it. */
  | { readonly status: "stored"; readonly seq: number; readonly rootSeq?: number }
  | { readonly status: "duplicate"; readonly seq: number }
  | { readonly status: "refused" | "retry"; readonly code: string };
export type PushOutcome = readonly ItemOutcome[];

/** A clock this far ahead or behind is remembered beside the change; the change is accepted. */
const CLOCK_AHEAD_MS = 10 * 60_000;
const CLOCK_BEHIND_MS = 31 * 86_400_000;
const NO_BYTES = new Uint8Array(0);
const NO_KEYS: readonly string[] = [];
const ROOT_ACTOR_BYTES = hexToBytes(ROOT_ACTOR);

interface Mutable {
  /** A copy of the stored state that this commit may change. */
  readonly state: { -readonly [K in keyof DocState]: DocState[K] } & { heads: string[] };
  readonly isNew: boolean;
  isTouched: boolean;
}
const mutable = (state: DocState, isNew: boolean): Mutable => ({
  state: { ...state, heads: [...state.heads] },
  isNew,
  isTouched: isNew,
});

/**
 * The stateful half of the pipeline: decides, in order, which judged changes enter the log, and what is written.
 * Pure; the same answer whatever store is behind it. [PR12]
 */
export const decide = (
  context: CommitContext,
  pushes: readonly CommitPush[],
): { plan: AppendPlan; result: PushOutcome[] } => {
  let seq = context.lastSeq;
  let docNo = context.lastDocNo;
  let batchNo = context.lastBatchNo;
  const rows: LogRow[] = [];
  const events: AppendPlan["events"][number][] = [];
  const batches: AppendPlan["batches"][number][] = [];
  const salvage: AppendPlan["salvage"][number][] = [];
  const decisions: AppendPlan["decisions"][number][] = [];
  const addedScopes: AppendPlan["addedScopes"][number][] = [];
  const docByKey = new Map<string, Mutable>();
  const familyByKey = new Map<string, string[]>();
  const here = new Map<string, StoredChange>();
  const refusedHere = new Set<string>();
  const lastByActorHere = new Map<string, LastOfActor>();
  const edits = new EditHistory(context);

  const find = (key: string): Mutable | undefined => {
    const known = docByKey.get(key);
    if (known) return known;
    const stored = context.docByKey.get(key);
    if (!stored) return undefined;
    const doc = mutable(stored, false);
    docByKey.set(key, doc);
    return doc;
  };
  const whereIs = (key: string) => here.get(key) ?? context.changeByKey.get(key);

  /** Appends a row. Fields are written out and objects reused: spreading them cost 30 µs a change. */
  const write = (
    doc: Mutable,
    docKey: string,
    hashKey: string,
    depKeys: readonly string[],
    row: LogRow,
  ): number => {
    rows.push(row);
    const { seq, maxOp, edit } = row;
    here.set(docKey + hashKey, edit ? { seq, maxOp, no: edit.no, before: edit.before } : { seq, maxOp });
    const heads = doc.state.heads;
    if (heads.length === 1 && depKeys.length === 1 && heads[0] === depKeys[0]) heads[0] = hashKey;
    else {
      for (const depKey of depKeys) {
        const found = heads.indexOf(depKey);
        if (found >= 0) heads.splice(found, 1);
      }
      heads.push(hashKey);
    }
    doc.state.changeCount++;
    doc.state.lastSeq = row.seq;
    doc.isTouched = true;
    return row.seq;
  };

  const create = (
    name: DocName,
    key: string,
    scopes: readonly string[],
    parent: DocState | undefined,
  ): Mutable => {
    const no = ++docNo;
    const { id, kind, owner, period } = name;
    const doc = mutable(
      {
        no,
        id,
        kind,
        owner,
        period,
        groupNo: parent?.no ?? no,
        scopes,
        heads: [],
        changeCount: 0,
        lastSeq: 0,
        isErased: false,
      },
      true,
    );
    docByKey.set(key, doc);
    if (parent) {
      const parentAt = keyOf(parent.id);
      familyByKey.set(parentAt, [...(familyByKey.get(parentAt) ?? []), key]);
    }
    return doc;
  };

  /** Shares a patient and its derived documents with another clinic, and announces them there. */
  const share = (key: string, doc: Mutable, scopes: readonly string[]): void => {
    const familyKeys = new Set([
      ...(context.familyByKey.get(key) ?? []).map((d) => keyOf(d.id)),
      ...(familyByKey.get(key) ?? []),
    ]);
    for (const state of context.familyByKey.get(key) ?? [])
      if (!docByKey.has(keyOf(state.id))) docByKey.set(keyOf(state.id), mutable(state, false));
    for (const scope of scopes) {
      if (doc.state.scopes.includes(scope)) continue;
      const members = [doc, ...[...familyKeys].map(find).filter((d) => d !== undefined)];
      const namesByKind = new Map<DocName["kind"], DocName[]>();
      for (const member of members) {
        const { id, kind, owner, period } = member.state;
        if (!member.isNew) addedScopes.push({ doc: member.state, scope });
        member.state.scopes = [...member.state.scopes, scope];
        namesByKind.set(kind, [...(namesByKind.get(kind) ?? []), { id, kind, owner, period }]);
      }
      for (const [kind, docs] of namesByKind)
        events.push({ type: "announce", seq: ++seq, scope, kind, docs });
    }
  };

  const admit = (
    push: CommitPush,
    change: KeyedChange,
    keys: readonly string[],
    parents: readonly (string | undefined)[],
    batch: number,
  ): ItemOutcome => {
    const refused = (code: string): ItemOutcome => ({ status: "refused", code });
    const retry = (code = "missing-dep"): ItemOutcome => ({ status: "retry", code });
    const key = keys[change.docIndex] as string;
    const name = push.docs[change.docIndex] as DocName;
    const changeKey = key + change.hashKey;
    let doc = find(key);
    // Whatever else is wrong with it: nothing of it is kept, nor of a document of theirs that never was. [TR32]
    const parentAt = parents[change.docIndex];
    if (doc?.state.isErased || (parentAt !== undefined && find(parentAt)?.state.isErased))
      return refused("erased");
    const present = whereIs(changeKey);
    if (present) return { status: "duplicate", seq: present.seq };
    if (change.code !== undefined) return refused(change.code);
    if (doc && doc.state.kind !== name.kind) return refused("doc-id-mismatch");
    const principal = push.principals[change.manifest] as Principal;

    const isRoot = change.deps.length === 0;
    let root: RootOf | undefined;
    let parent: DocState | undefined;
    let scopes: readonly string[] = doc?.state.scopes ?? [];
    if (isRoot) {
      if (doc) return refused("first-change-exists");
      scopes = change.addedScopes;
    } else if (!doc) {
      if (name.kind === "patient")
        return refusedBefore(context, refusedHere, key, change.depKeys)
          ? refused("depends-on-refused")
          : retry();
      parent = parentAt === undefined ? undefined : find(parentAt)?.state;
      if (parentAt !== undefined && !parent) return retry();
      if (parent && parent.kind !== "patient") return refused("doc-id-mismatch");
      scopes = parent ? parent.scopes : [name.owner];
      root = push.judged.roots[change.docIndex] ?? undefined;
      if (!root) return retry();
    }
    if (!isRoot && !worksFor(principal, scopes)) return refused("not-your-clinic");

    const rootKey = root && key + keyOf(root.hash);
    let base = 0;
    for (const hashKey of change.depKeys) {
      const depKey = key + hashKey;
      const maxOp = depKey === rootKey ? root?.operationCount : whereIs(depKey)?.maxOp;
      if (maxOp === undefined)
        return refusedHere.has(depKey) || context.refusedKeys.has(depKey)
          ? refused("depends-on-refused")
          : retry();
      if (maxOp > base) base = maxOp;
    }
    if (change.startOp !== base + 1) return refused("start-op");
    const actorKey = key + change.actorKey;
    const last = lastByActorHere.get(actorKey) ?? context.lastByActor.get(actorKey);
    if (change.actorSeq !== (last?.actorSeq ?? 0) + 1) return refused("actor-seq");
    // Two operations of one name, and the document never loads again after it was saved.
    if (last && change.startOp <= last.maxOp) return refused("start-op");
    let edit: EditRow | undefined;
    if (change.edit) {
      const checked = edits.check({
        doc: key,
        change,
        edit: change.edit,
        no: (doc?.state.changeCount ?? (root ? 1 : 0)) + 1,
        heads: doc?.state.heads ?? (root ? [keyOf(root.hash)] : []),
        whereIs: (at) => (at === rootKey ? { seq: 0, maxOp: 0, no: 1 } : whereIs(at)),
        lastNo: last?.no,
      });
      if ("code" in checked) return checked.code === TRY_LATER ? retry(TRY_LATER) : refused(checked.code);
      edit = checked;
    }
    if ((doc?.state.changeCount ?? 0) >= changeLimits.maxChangesPerDoc) return refused("doc-full");

    doc ??= create(name, key, scopes, parent);
    const { no, kind } = doc.state;
    const rootSeq = root && ++seq;
    if (root && rootSeq !== undefined)
      write(doc, key, keyOf(root.hash), NO_KEYS, {
        seq: rootSeq,
        doc: no,
        kind,
        hash: root.hash,
        actor: ROOT_ACTOR_BYTES,
        actorSeq: 1,
        maxOp: root.operationCount,
        deps: NO_BYTES,
        bytes: root.bytes,
        author: "",
        key: undefined,
        batch,
        receivedAt: push.receivedAt,
        flags: 0,
        scopes: doc.state.scopes,
        edit: isEditedKind(kind) ? { no: 1, startOp: 1, before: undefined, places: noPlaces } : undefined,
      });
    const offsetMs = change.time * 1000 - push.receivedAt;
    const isClockOff = change.time !== 0 && (offsetMs > CLOCK_AHEAD_MS || offsetMs < -CLOCK_BEHIND_MS);
    const at = write(doc, key, change.hashKey, change.depKeys, {
      seq: ++seq,
      doc: no,
      kind,
      hash: change.hash,
      actor: change.actor,
      actorSeq: change.actorSeq,
      maxOp: change.maxOp,
      deps: change.deps,
      bytes: change.bytes,
      author: principal.userId,
      key: push.manifests[change.manifest]?.key,
      batch,
      receivedAt: push.receivedAt,
      flags: isClockOff ? FLAG_CLOCK_OFF : 0,
      scopes: doc.state.scopes,
      edit,
    });
    lastByActorHere.set(actorKey, { actorSeq: change.actorSeq, maxOp: change.maxOp, no: edit?.no });
    if (edit) edits.add(key, actorHex(change), edit, change.maxOp);
    if (!isRoot && change.addedScopes.length > 0) share(key, doc, change.addedScopes);
    return rootSeq === undefined ? { status: "stored", seq: at } : { status: "stored", seq: at, rootSeq };
  };

  const result = pushes.map((push): PushOutcome => {
    const keys = push.docs.map((doc) => keyOf(doc.id));
    const parents = push.docs.map(parentKey);
    const batch = batchNo + 1;
    let isKept = false;
    const outcome = push.judged.changes.map((change, index): ItemOutcome => {
      let item = admit(push, change, keys, parents, batch);
      if (item.status === "retry" && push.handIn) item = { status: "refused", code: item.code };
      if (item.status === "stored") isKept = true;
      if (item.status === "refused") {
        refusedHere.add((keys[change.docIndex] as string) + change.hashKey);
        if (item.code !== "erased" && !push.acceptance) {
          salvage.push(salvageRow(push, change, item.code, batch));
          isKept = true;
        }
      }
      if (push.acceptance) decisions.push(...decisionOf(push, change, item, index));
      return item;
    });
    if (isKept) {
      batchNo = batch;
      batches.push({
        no: batch,
        courier: push.courier,
        device: push.device,
        receivedAt: push.receivedAt,
        manifests: push.manifests.map((m, i) => ({ ...m, names: push.judged.names[i] ?? NO_BYTES })),
      });
    }
    return outcome;
  });
  const touched = [...docByKey.values()];
  return {
    plan: {
      newDocs: touched.filter((d) => d.isNew).map((d) => d.state),
      changedDocs: touched.filter((d) => !d.isNew && d.isTouched).map((d) => d.state),
      addedScopes,
      rows,
      events,
      batches,
      salvage,
      decisions,
    },
    result,
  };
};

const refusedBefore = (
  context: CommitContext,
  refusedHere: ReadonlySet<string>,
  key: string,
  depKeys: readonly string[],
): boolean => {
  for (const hashKey of depKeys) {
    const depKey = key + hashKey;
    if (refusedHere.has(depKey) || context.refusedKeys.has(depKey)) return true;
  }
  return false;
};
