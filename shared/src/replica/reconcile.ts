import { getSound, type StoreWrite } from "../ports/index.ts";
import * as A from "@automerge/automerge/slim";
import type { DocId } from "../records/index.ts";
import { loadDoc } from "./chunks.ts";
import type { EngineContext } from "./engine-context.ts";
import { keys } from "./keys.ts";
import { repairDocument } from "./repair.ts";
import type { OutboxEntry } from "./types.ts";

/** So many unsent changes are looked at before anything else; a longer outbox while it is already being sent. */
const AT_ONCE = 256;

/** Every unsent change has its chunk: an evicted or damaged one is written again from the outbox. */
const mendChunks = async (context: EngineContext, entries: readonly OutboxEntry[]): Promise<void> => {
  const writes: StoreWrite[] = [];
  for (const entry of entries) {
    const key = keys.incremental(entry.docId, entry.hashHex);
    if (!(await getSound(context.store, key))) writes.push({ type: "put", key, value: entry.bytes });
    if (!context.directory.get(entry.docId)) {
      writes.push(...context.directory.firstWrites(entry.docId, entry.address));
      context.directory.learned(entry.docId, entry.address);
    }
  }
  if (writes.length > 0) await context.store.transact(writes, "relaxed");
};

/**
 * At start: unsent changes have their chunks, and no document still carries a refused change (a tab that was open
 * during a rebuild may have written its copy back). Gives what is left to be looked at: weeks of an outbox are sent
 * without waiting for it.
 */
export const reconcile = async (
  context: EngineContext,
): Promise<(isOver: () => boolean) => Promise<void>> => {
  const pending = context.outbox.pending().filter((e) => !context.standing.erased.has(e.docId));
  await mendChunks(context, pending.slice(0, AT_ONCE));
  const deniedByDoc = new Map<DocId, Set<string>>();
  for (const [hash, id] of context.standing.denied)
    deniedByDoc.set(id, (deniedByDoc.get(id) ?? new Set()).add(hash));
  for (const [id, hashes] of deniedByDoc) {
    const { doc } = await loadDoc<unknown>(context.store, id);
    const address = context.directory.get(id);
    if (doc && address && A.topoHistoryTraversal(doc).some((hash) => hashes.has(hash)))
      await repairDocument(context, id, address, []);
  }
  return async (isOver) => {
    const { standing } = context;
    for (let at = AT_ONCE; at < pending.length && !isOver(); at += AT_ONCE)
      await context.exclusive(() =>
        mendChunks(
          context,
          pending
            .slice(at, at + AT_ONCE)
            .filter((e) => !standing.erased.has(e.docId) && !standing.denied.has(e.hashHex)),
        ),
      );
  };
};
