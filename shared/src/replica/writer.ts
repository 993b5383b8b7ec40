import type { Principal } from "../authority/index.ts";
import { signManifest } from "../changes/index.ts";
import type { Clock, Random, ReplicaStore, Signer, StoreWrite } from "../ports/index.ts";
import { StoreError } from "../ports/index.ts";
import { type DocAddress, type DocId, docIdToBytes } from "../records/index.ts";
import { err, ok, type Result } from "../result.ts";
import { Drafts, type DraftedChange } from "./drafts.ts";
import type { Directory } from "./directory.ts";
import { keys } from "./keys.ts";
import type { Outbox } from "./outbox.ts";
import { newEntryWrites, pairOf } from "./outbox-rows.ts";
import { OutboxKeys } from "./outbox-keys.ts";
import { SessionActors } from "./session-actors.ts";
import type { Exclusive } from "./turns.ts";
import type { DocHost, EditError, OutboxEntry, SavedChange, Writer } from "./types.ts";

export interface WriterDeps {
  readonly store: ReplicaStore;
  readonly host: DocHost;
  readonly directory: Directory;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly random: Random;
  /** Held while a change is made and saved; shared with the engine (and other tabs), which rebuilds documents under it. */
  readonly exclusive: Exclusive;
  /** Who is at the device now, and the key that answers for it; undefined when nobody is signed in. */
  identity(): { readonly principal: Principal; readonly signer: Signer } | undefined;
  /** After the change is durable: the projection and other tabs want to know. */
  readonly onSaved?: (
    changed: readonly {
      readonly id: DocId;
      readonly address: DocAddress;
      readonly changes: readonly Uint8Array[];
    }[],
  ) => void;
}

/** One thing of many that are saved together. */
export type BatchItem =
  | {
      readonly type: "create-patient";
      readonly site: string;
      readonly identity: Readonly<Record<string, string | undefined>>;
      readonly identifiers?: Readonly<Record<string, string | undefined>>;
      /** An imported patient's derived root (records/imported.ts): the same for every importer. */
      readonly derived?: {
        readonly patientId: DocId;
        readonly auditKey: Uint8Array;
        readonly firstActor: string;
        readonly time: number;
      };
    }
  | {
      readonly type: "edit";
      readonly address: DocAddress & { readonly id: DocId };
      /** The draft's type is that of the address's kind. */
      readonly change: (draft: never) => void;
    };

export interface BatchWriter extends Writer {
  /**
   * Makes many changes under one manifest and in one durable transaction: importers. Each item has its own outcome;
   * an item that fails leaves the others alone, and a store that fails fails all. At most 2,048 items.
   */
  writeBatch(items: readonly BatchItem[]): Promise<Result<SavedChange, EditError>[]>;
}

/** One manifest must fit a push's `covers` (protocol/fields.ts) and its changes a push. */
export const MAX_BATCH_ITEMS = 2048;

/**
 * Makes local changes. An edit is judged on a clone with the relay's own rules; then outbox entry, manifest, chunk and
 * address become durable in one strict transaction; only then is it applied to what is open, and reported. [CL1]
 */
export const createWriter = (deps: WriterDeps): BatchWriter => {
  const actors = new SessionActors(deps.random);
  const outboxKeys = new OutboxKeys(deps.clock, deps.random, deps.outbox.pending().at(-1)?.key);

  const commit = async (
    drafts: readonly DraftedChange[],
    signer: Signer,
    author: string,
  ): Promise<Result<SavedChange[], EditError>> => {
    const savedAt = deps.clock.now();
    const names = drafts.map((d) => pairOf(d.id, d.header.hashHex));
    const manifest = await signManifest(
      signer,
      savedAt,
      drafts.map((d) => ({ doc: docIdToBytes(d.id), hash: d.header.hash })),
    );
    const entries = drafts.map(
      (d): OutboxEntry => ({
        key: outboxKeys.next(),
        docId: d.id,
        address: d.address,
        hashHex: d.header.hashHex,
        bytes: d.bytes,
        savedAt,
        author,
        manifest: { ...manifest, names },
        stage: "saved",
      }),
    );
    const writes: StoreWrite[] = newEntryWrites(entries);
    const met = new Set<DocId>();
    for (const d of drafts) {
      if (!met.has(d.id)) writes.push(...deps.directory.firstWrites(d.id, d.address));
      met.add(d.id);
      writes.push({ type: "put", key: keys.incremental(d.id, d.header.hashHex), value: d.bytes });
    }
    try {
      await deps.store.transact(writes, "strict");
    } catch (error) {
      // Whether the bytes reached the disk is not known: the numbers they used must not be used again.
      for (const d of drafts) actors.retire(d.id);
      if (error instanceof StoreError) return err({ code: error.code });
      throw error;
    }
    const changesById = new Map<DocId, Uint8Array[]>();
    for (const d of drafts) {
      actors.used(d.id, d.header.seq);
      deps.directory.learned(d.id, d.address);
      changesById.set(d.id, [...(changesById.get(d.id) ?? []), d.bytes]);
    }
    for (const [id, changes] of changesById) deps.host.receive(id, changes);
    deps.outbox.add(entries);
    deps.onSaved?.(
      [...changesById].map(([id, changes]) => ({
        id,
        address: drafts.find((d) => d.id === id)!.address,
        changes,
      })),
    );
    return ok(entries.map((e) => ({ docId: e.docId, hashHex: e.hashHex, savedAt })));
  };

  const writeNow = async (items: readonly BatchItem[]): Promise<Result<SavedChange, EditError>[]> => {
    const identity = deps.identity();
    if (!identity) return items.map(() => err({ code: "not-signed-in" }));
    const { principal, signer } = identity;
    const drafts = new Drafts({ ...deps, actors, principal, signerKey: signer.publicKey });
    const drafted: Result<DraftedChange, EditError>[] = [];
    try {
      for (const item of items)
        drafted.push(
          item.type === "edit" ? await drafts.edit(item.address, item.change) : await drafts.create(item),
        );
    } catch (error) {
      if (error instanceof StoreError) return items.map(() => err({ code: error.code }));
      throw error;
    } finally {
      drafts.close();
    }
    const good = drafted.flatMap((d) => (d.ok ? [d.value] : []));
    if (good.length === 0) return drafted.map((d) => (d.ok ? err({ code: "unknown" as const }) : d));
    const saved = await commit(good, signer, principal.userId);
    let at = 0;
    return drafted.map((d) => (!d.ok ? d : saved.ok ? ok(saved.value[at++]!) : saved));
  };

  const writeOne = async (item: BatchItem): Promise<Result<SavedChange, EditError>> =>
    (await deps.exclusive(() => writeNow([item])))[0]!;

  return {
    createPatient: (input) => writeOne({ type: "create-patient", ...input }),
    edit: (address, change) => writeOne({ type: "edit", address, change: change as (draft: never) => void }),
    writeBatch: (items) => {
      if (items.length > MAX_BATCH_ITEMS) throw new Error(`at most ${MAX_BATCH_ITEMS} items in a batch`);
      return deps.exclusive(() => writeNow(items));
    },
  };
};
