import { docIdToBytes, isPatientOwned } from "@arogyasync/shared/records";
import type { CommitPush } from "./decide.ts";
import { bytesOfKey, keyOf } from "./keys.ts";
import type { ContextQuery, DocName } from "./log-store.ts";

/** Operations looked up for one commit, about 4 µs each; what refers to more is offered again. */
const MAX_OPS_ASKED = 16_384;

/** Key of the patient document that owns a derived one; undefined for kinds that belong to a clinic. */
export const parentKey = (doc: DocName): string | undefined =>
  isPatientOwned(doc.kind) ? keyOf(docIdToBytes(doc.owner)) : undefined;

/** What the store must load before these pushes can be decided. */
export const contextQuery = (pushes: readonly CommitPush[]): ContextQuery => {
  const docs = new Map<string, Uint8Array>();
  const families = new Map<string, Uint8Array>();
  const changes: { doc: string; hash: Uint8Array }[] = [];
  const actors = new Map<string, { doc: string; actor: Uint8Array }>();
  const ops: { doc: string; actor: string; counter: number }[] = [];
  for (const push of pushes) {
    const keys = push.docs.map((doc) => keyOf(doc.id));
    const useful = new Set(push.judged.changes.filter((c) => c.code === undefined).map((c) => c.docIndex));
    push.docs.forEach((doc, i) => {
      docs.set(keys[i] as string, doc.id);
      const parent = useful.has(i) ? parentKey(doc) : undefined;
      if (parent !== undefined) docs.set(parent, bytesOfKey(parent));
      const root = push.judged.roots[i];
      if (root) changes.push({ doc: keys[i] as string, hash: root.hash });
    });
    for (const change of push.judged.changes) {
      const doc = keys[change.docIndex] as string;
      changes.push({ doc, hash: change.hash });
      if (change.code !== undefined) continue;
      for (let at = 0; at < change.deps.length; at += 32)
        changes.push({ doc, hash: change.deps.subarray(at, at + 32) });
      actors.set(doc + keyOf(change.actor), { doc, actor: change.actor });
      if (change.addedScopes.length > 0) families.set(doc, push.docs[change.docIndex]?.id as Uint8Array);
      if (change.edit && ops.length + change.edit.refs.length <= MAX_OPS_ASKED)
        for (const { actor, counter } of change.edit.refs) ops.push({ doc, actor, counter });
    }
  }
  return {
    docs: [...docs.values()],
    families: [...families.values()],
    changes,
    actors: [...actors.values()],
    ops,
  };
};
