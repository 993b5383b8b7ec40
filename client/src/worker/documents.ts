import { type Clock, type Log, type Random, type ReplicaStore, type Signer } from "@arogyasync/shared/ports";
import type { Principal } from "@arogyasync/shared/authority";
import type { DocAddress, DocId } from "@arogyasync/shared/records";
import {
  createWriter,
  Directory,
  DocCache,
  Outbox,
  RepoDocHost,
  type Writer,
} from "@arogyasync/shared/replica";
import { automergeReady } from "./wasm.ts";

export interface ChangedDocument {
  readonly id: DocId;
  readonly address: DocAddress;
  readonly changes: readonly Uint8Array[];
}

export interface DocumentsDeps {
  readonly store: ReplicaStore;
  /** The same store, noting which documents are touched. */
  readonly tracked: ReplicaStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** The same lock for every tab and for the engine. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  identity(): { readonly principal: Principal; readonly signer: Signer } | undefined;
  /** A local change of this tab is durable. */
  onSaved(changed: readonly ChangedDocument[]): void;
  onDamaged(document: string): void;
}

/** Everything that needs Automerge, in one tab: opened once, after the first list is on the screen. */
export interface Documents {
  readonly directory: Directory;
  readonly outbox: Outbox;
  readonly host: RepoDocHost;
  /** Documents for reading only. */
  readonly cache: DocCache;
  readonly writer: Writer;
  /** This tab's engine has stored these (it tells the host itself). */
  received(changed: readonly ChangedDocument[]): void;
  /** Another tab has stored these. */
  changedElsewhere(changed: readonly ChangedDocument[]): void;
  /** Its bytes are gone from the store: nothing of it stays in memory. */
  erased(id: DocId): void;
}

/** Opens what is stored. Throws with code "app-not-ready" when the wasm cannot be had (a first visit cut off). */
export const openDocuments = async (deps: DocumentsDeps): Promise<Documents> => {
  const { store, tracked, clock, random, log } = deps;
  const [directory, outbox] = await Promise.all([
    Directory.load(store),
    Outbox.load(tracked),
    automergeReady().catch((cause: unknown) => {
      throw Object.assign(new Error("Automerge did not load", { cause }), { code: "app-not-ready" });
    }),
  ]);
  const onCorrupt = (id: DocId) => deps.onDamaged(id);
  // The Repo's own chunks repeat what the writer and the engine have stored: they change no row.
  const host = new RepoDocHost({ store, log, onCorrupt });
  const cache = new DocCache({ store, log, onCorrupt });
  const applyToCache = (changed: readonly ChangedDocument[]) => {
    for (const { id, address, changes } of changed) {
      directory.learned(id, address);
      // A document met for the first time lies in the store whole; the next reader loads it there.
      if (changes.length === 0) cache.forget(id);
      else cache.receive(id, changes);
    }
  };
  const writer = createWriter({
    store: tracked,
    host,
    directory,
    outbox,
    clock,
    random,
    exclusive: (work) => deps.exclusive(work),
    identity: () => deps.identity(),
    onSaved: (changed) => {
      applyToCache(changed);
      deps.onSaved(changed);
    },
  });
  return {
    directory,
    outbox,
    host,
    cache,
    writer,
    received: applyToCache,
    erased(id) {
      cache.forget(id);
      host.forget(id);
      directory.erased(id);
    },
    changedElsewhere(changed) {
      applyToCache(changed);
      for (const { id, changes } of changed) host.receive(id, changes);
    },
  };
};
