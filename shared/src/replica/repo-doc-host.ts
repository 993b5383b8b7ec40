import * as A from "@automerge/automerge/slim";
import { type DocHandle, type DocumentId, Repo } from "@automerge/automerge-repo/slim";
import { concatBytes } from "../bytes/index.ts";
import type { Log, ReplicaStore } from "../ports/index.ts";
import type { DocId } from "../records/index.ts";
import { readChunks } from "./chunks.ts";
import { RepoStorage } from "./repo-storage.ts";
import type { DocHost, OpenDoc } from "./types.ts";

export interface RepoDocHostDeps {
  readonly store: ReplicaStore;
  readonly log: Log;
  readonly onCorrupt?: (id: DocId) => void;
}

/**
 * automerge-repo without a network: handles for the documents that a screen edits, compaction on the way. A handle is
 * never given back (`removeFromCache` of 2.5.6 erases small documents from disk), so only what is edited opens here;
 * lists and charts read through DocCache.
 */
export class RepoDocHost implements DocHost {
  readonly #deps: RepoDocHostDeps;
  readonly #handles = new Map<DocId, DocHandle<unknown>>();
  readonly #opening = new Map<
    DocId,
    { promise: Promise<DocHandle<unknown> | undefined>; late: Uint8Array[] }
  >();
  #storage: RepoStorage;
  #repo: Repo;

  constructor(deps: RepoDocHostDeps) {
    this.#deps = deps;
    this.#storage = new RepoStorage(deps.store);
    this.#repo = new Repo({ storage: this.#storage, network: [] });
  }

  async open<T>(id: DocId): Promise<OpenDoc<T> | undefined> {
    const handle = this.#handles.get(id) ?? (await this.#find(id));
    if (!handle) return undefined;
    return {
      id,
      doc: () => handle.doc() as A.Doc<T>,
      onChange: (fn) => {
        handle.on("heads-changed", fn);
        return () => handle.off("heads-changed", fn);
      },
      close: () => undefined,
    };
  }

  receive(id: DocId, changes: readonly Uint8Array[]): void {
    if (changes.length === 0) return;
    this.#opening.get(id)?.late.push(...changes);
    const handle = this.#handles.get(id);
    if (handle) this.#apply(handle, changes);
  }

  /** The next opening reads the store again. The Repo that knew the old document goes silent. */
  forget(id: DocId): void {
    if (!this.#handles.delete(id) && !this.#opening.delete(id)) return;
    this.#storage.seal();
    this.#storage = new RepoStorage(this.#deps.store);
    this.#repo = new Repo({ storage: this.#storage, network: [] });
  }

  async close(): Promise<void> {
    this.#storage.seal();
    this.#handles.clear();
    this.#opening.clear();
    await this.#repo.shutdown();
  }

  #apply(handle: DocHandle<unknown>, changes: readonly Uint8Array[]): void {
    try {
      handle.update((doc) => A.loadIncremental(doc, concatBytes(...changes)));
    } catch (error) {
      this.#deps.log.error("document-apply-failed", { error: String(error) });
    }
  }

  #find(id: DocId): Promise<DocHandle<unknown> | undefined> {
    const underway = this.#opening.get(id);
    if (underway) return underway.promise;
    const late: Uint8Array[] = [];
    const promise = this.#load(id, late).finally(() => {
      if (this.#opening.get(id)?.late === late) this.#opening.delete(id);
    });
    this.#opening.set(id, { promise, late });
    return promise;
  }

  async #load(id: DocId, late: Uint8Array[]): Promise<DocHandle<unknown> | undefined> {
    // Looking first: a `find` that fails makes the id unavailable for the life of the Repo.
    const { good, bad } = await readChunks(this.#deps.store, id);
    if (bad.length > 0) this.#deps.onCorrupt?.(id);
    if (good.length === 0) return undefined;
    const handle = await this.#repo.find<unknown>(id as string as DocumentId);
    if (late.length > 0) this.#apply(handle, late);
    if (this.#opening.get(id)?.late === late) this.#handles.set(id, handle);
    return handle;
  }
}
