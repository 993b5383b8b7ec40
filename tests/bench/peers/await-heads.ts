import * as A from "@automerge/automerge";
import type { DocHandle, Repo } from "@automerge/automerge-repo";

/** Resolves when the Repo holds each of these documents with this one head. Counts by events, so waiting costs nothing. */
export const awaitHeads = (repo: Repo, headByDoc: Readonly<Record<string, string>>): Promise<void> =>
  new Promise((resolve) => {
    const missing = new Set(Object.keys(headByDoc));
    const watched = new Set<string>();
    const look = (handle: DocHandle<unknown>): void => {
      const id = handle.documentId;
      if (!missing.has(id) || !handle.isReady()) return;
      if (A.getHeads(handle.doc()).join() !== headByDoc[id]) return;
      missing.delete(id);
      if (missing.size === 0) resolve();
    };
    const watch = (handle: DocHandle<unknown>): void => {
      if (watched.has(handle.documentId)) return;
      watched.add(handle.documentId);
      handle.on("heads-changed", () => look(handle));
      look(handle);
    };
    repo.on("document", ({ handle }) => watch(handle));
    for (const handle of Object.values(repo.handles)) watch(handle);
  });
