import * as A from "@automerge/automerge";
import type { DocHandle, Repo } from "@automerge/automerge-repo";

/** How often new documents are looked for: this version of the Repo does not say when it has one. */
const LOOK_MS = 50;

/** Resolves when the Repo holds each of these documents with this one head. Costs the Repo next to nothing meanwhile. */
export const awaitHeads = (repo: Repo, headByDoc: Readonly<Record<string, string>>): Promise<void> =>
  new Promise((resolve) => {
    const missing = new Set(Object.keys(headByDoc));
    const watched = new Set<string>();
    const look = (handle: DocHandle<unknown>): void => {
      const id = handle.documentId;
      if (!missing.has(id) || !handle.isReady()) return;
      if (A.getHeads(handle.doc()).join() !== headByDoc[id]) return;
      missing.delete(id);
      if (missing.size > 0) return;
      clearInterval(timer);
      resolve();
    };
    const watch = (handle: DocHandle<unknown>): void => {
      if (watched.has(handle.documentId)) return;
      watched.add(handle.documentId);
      // The event comes before the handle calls itself ready.
      handle.on("heads-changed", () => setImmediate(look, handle));
      look(handle);
    };
    const timer = setInterval(() => {
      for (const handle of Object.values(repo.handles)) watch(handle);
    }, LOOK_MS);
  });
