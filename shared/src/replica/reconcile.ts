import { getSound, type StoreWrite } from "../ports/index.ts";
import * as A from "@automerge/automerge/slim";
import type { DocId } from "../records/index.ts";
import { loadDoc } from "./chunks.ts";
import type { EngineContext } from "./engine-context.ts";
import { keys } from "./keys.ts";
import { repairDocument } from "./repair.ts";

/**
 * At start: every unsent change has its chunk (an evicted or damaged one is written again from the outbox), and no
 * document still carries a refused change (a tab that was open during a rebuild may have written its copy back).
 */
export const reconcile = async (context: EngineContext): Promise<void> => {
  const writes: StoreWrite[] = [];
  for (const entry of context.outbox.pending()) {
    const key = keys.incremental(entry.docId, entry.hashHex);
    if (!(await getSound(context.store, key))) writes.push({ type: "put", key, value: entry.bytes });
    if (!context.directory.get(entry.docId)) {
      writes.push(...context.directory.firstWrites(entry.docId, entry.address));
      context.directory.learned(entry.docId, entry.address);
    }
  }
  if (writes.length > 0) await context.store.transact(writes, "relaxed");
  const deniedByDoc = new Map<DocId, Set<string>>();
  for (const [hash, id] of context.standing.denied)
    deniedByDoc.set(id, (deniedByDoc.get(id) ?? new Set()).add(hash));
  for (const [id, hashes] of deniedByDoc) {
    const { doc } = await loadDoc<unknown>(context.store, id);
    const address = context.directory.get(id);
    if (doc && address && A.topoHistoryTraversal(doc).some((hash) => hashes.has(hash)))
      await repairDocument(context, id, address, []);
  }
};
