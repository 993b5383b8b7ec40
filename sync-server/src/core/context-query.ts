import { docIdToBytes, isPatientOwned, parseDocId } from "@arogyasync/shared/records";
import type { CommitPush } from "./decide.ts";
import { bytesOfKey, keyOf } from "./keys.ts";
import type { ChangeQuery, ContextQuery, DocName } from "./log-store.ts";

/** Operations looked up for one commit, about 4 µs each; what refers to more is offered again. */
const MAX_OPS_ASKED = 16_384;

/** Key of the patient document that owns a derived one; undefined for a clinic's kinds, and where no patient is named. */
export const parentKey = (doc: DocName): string | undefined =>
  isPatientOwned(doc.kind) && parseDocId(doc.owner).ok ? keyOf(docIdToBytes(doc.owner)) : undefined;

/** What the store must load before these pushes can be decided. */
export const contextQuery = (pushes: readonly CommitPush[]): ContextQuery => {
  const docs = new Map<string, Uint8Array>();
  const families = new Map<string, Uint8Array>();
  const changes: ChangeQuery[] = [];
  const actors = new Map<string, { doc: string; actor: Uint8Array }>();
  const ops: { doc: string; actor: string; counter: number }[] = [];
  const asked = new Set<string>();
  const ask = (doc: string, hashKey: string, hash: Uint8Array, isDep: boolean): void => {
    const key = doc + hashKey;
    if (asked.has(key)) return;
    asked.add(key);
    changes.push({ doc, hashKey, hash, isDep });
  };
  const keysOf = pushes.map((push) => push.docs.map((doc) => keyOf(doc.id)));
  // What is pushed comes first: a dependency among it needs no question of its own.
  pushes.forEach((push, p) => {
    for (const c of push.judged.changes) ask(keysOf[p]?.[c.docIndex] as string, c.hashKey, c.hash, false);
  });
  pushes.forEach((push, p) => {
    const keys = keysOf[p] as string[];
    push.docs.forEach((doc, i) => {
      docs.set(keys[i] as string, doc.id);
      // Also of what is refused anyway: of an erased patient nothing of it is kept.
      const parent = parentKey(doc);
      if (parent !== undefined) docs.set(parent, bytesOfKey(parent));
      const root = push.judged.roots[i];
      if (root) ask(keys[i] as string, keyOf(root.hash), root.hash, true);
    });
    for (const change of push.judged.changes) {
      if (change.code !== undefined) continue;
      const doc = keys[change.docIndex] as string;
      change.depKeys.forEach((depKey, d) => {
        ask(doc, depKey, change.deps.subarray(32 * d, 32 * d + 32), true);
      });
      actors.set(doc + change.actorKey, { doc, actor: change.actor });
      if (change.addedScopes.length > 0) families.set(doc, push.docs[change.docIndex]?.id as Uint8Array);
      if (change.edit && ops.length + change.edit.refs.length <= MAX_OPS_ASKED)
        for (const { actor, counter } of change.edit.refs) ops.push({ doc, actor, counter });
    }
  });
  return {
    docs: [...docs.values()],
    families: [...families.values()],
    changes,
    actors: [...actors.values()],
    ops,
  };
};
