import type { StorageAdapterInterface } from "@automerge/automerge-repo/slim";
import { getSound, type ReplicaStore, soundEntries } from "../ports/index.ts";

/** automerge-repo's key type is the same array of strings, mutable. */
type RepoKey = string[];

/**
 * automerge-repo's storage over a ReplicaStore. Saves are strict: the library's `flush` then means what it says.
 * `seal` turns later writes into nothing: a Repo that was replaced still has timers, and its last words would bring
 * back what was erased. Nothing is lost by it, because every change is written by the writer or the engine first.
 */
export class RepoStorage implements StorageAdapterInterface {
  readonly #store: ReplicaStore;
  #sealed = false;

  constructor(store: ReplicaStore) {
    this.#store = store;
  }

  seal(): void {
    this.#sealed = true;
  }

  load(key: RepoKey): Promise<Uint8Array | undefined> {
    return getSound(this.#store, key);
  }

  async save(key: RepoKey, data: Uint8Array): Promise<void> {
    if (!this.#sealed) await this.#store.transact([{ type: "put", key, value: data }], "strict");
  }

  async remove(key: RepoKey): Promise<void> {
    if (!this.#sealed) await this.#store.transact([{ type: "delete", key }], "strict");
  }

  /**
   * In the order of the last key element. The Repo does not care, but the library's acceptance suite compares with
   * the order of writing, and this one agrees with it where key order ("snapshot" before "sync-state") does not.
   */
  async loadRange(keyPrefix: RepoKey): Promise<{ key: RepoKey; data: Uint8Array | undefined }[]> {
    const name = (key: readonly string[]): string => key.at(-1) ?? "";
    return soundEntries(await this.#store.range(keyPrefix))
      .map(({ key, value }) => ({ key: [...key], data: value }))
      .sort((a, b) => (name(a.key) < name(b.key) ? -1 : 1));
  }

  async removeRange(keyPrefix: RepoKey): Promise<void> {
    if (!this.#sealed) await this.#store.transact([{ type: "deleteRange", prefix: keyPrefix }], "strict");
  }
}
