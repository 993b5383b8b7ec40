import type * as A from "@automerge/automerge/slim";
import type { DocId } from "../records/index.ts";
import { DocCache, type DocCacheDeps } from "./doc-cache.ts";
import type { DocHost, OpenDoc } from "./types.ts";

/** Bare Automerge documents over the store: importers, the edge, workers, simulation. */
export class PlainDocHost implements DocHost {
  readonly #cache: DocCache;

  /** `limit`: closed documents kept in memory for the next opening. */
  constructor(deps: DocCacheDeps, limit = 64) {
    this.#cache = new DocCache(deps, limit);
  }

  async open<T>(id: DocId): Promise<OpenDoc<T> | undefined> {
    const pinned = await this.#cache.pin(id);
    return (
      pinned && {
        id,
        doc: () => pinned.doc() as A.Doc<T>,
        onChange: (fn) => pinned.onChange(fn),
        close: () => pinned.close(),
      }
    );
  }

  receive(id: DocId, changes: readonly Uint8Array[]): void {
    this.#cache.receive(id, changes);
  }

  forget(id: DocId): void {
    this.#cache.forget(id);
  }

  close(): Promise<void> {
    this.#cache.clear();
    return Promise.resolve();
  }
}
