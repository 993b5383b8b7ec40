import { bytesToHex, equalBytes } from "../bytes/index.ts";
import { getSound, type ReplicaStore, soundEntries, type StoreWrite } from "../ports/index.ts";
import { decodeCbor, encodeCbor } from "../protocol/index.ts";
import type { DocId, DocKind } from "../records/index.ts";
import { cursorKey, keys } from "./keys.ts";

interface RelayRow {
  readonly key: Uint8Array;
  readonly epoch: Uint8Array;
}

/** No document has this id. */
const NO_DOC = "" as DocId;

/**
 * Where this replica stands towards the relay's log: which log, how far each subscription has been read, what must
 * never come in again. A mirror of the store: every setter gives the writes, `…Done` follows their transaction.
 */
export class Standing {
  relay: RelayRow | undefined;
  readonly #cursors = new Map<string, number>();
  readonly denied = new Map<string, DocId>();
  readonly erased = new Set<DocId>();
  /** Announced documents that were not fetched yet, each with a scope it is shared with. */
  readonly toFetch = new Map<DocId, string>();

  static async load(store: ReplicaStore): Promise<Standing> {
    const standing = new Standing();
    const relay = await getSound(store, keys.relay);
    standing.relay = relay && (decodeCbor(relay) as RelayRow);
    for (const { key, value } of soundEntries(await store.range(keys.cursor()))) {
      const { epoch, seq } = decodeCbor(value) as { epoch: Uint8Array; seq: number };
      if (standing.relay && equalBytes(epoch, standing.relay.epoch))
        standing.#cursors.set(`${key[1]}\0${key[2]}`, seq);
    }
    // The hash alone keeps a refused change out; whose document it was in is only for the repair at start.
    for (const { key, value, damaged } of await store.range(keys.deny()))
      standing.denied.set(key[1] ?? "", damaged ? NO_DOC : (decodeCbor(value) as { docId: DocId }).docId);
    for (const { key } of await store.range(keys.erased())) standing.erased.add(key[1] as DocId);
    for (const { key, value } of soundEntries(await store.range(keys.fetch())))
      standing.toFetch.set(key[1] as DocId, (decodeCbor(value) as { scope: string }).scope);
    return standing;
  }

  cursor(scope: string, kind: DocKind): number | undefined {
    return this.#cursors.get(`${scope}\0${kind}`);
  }

  /** A cursor never steps back within an epoch. */
  cursorWrites(scope: string, kinds: readonly DocKind[], seq: number): StoreWrite[] {
    if (!this.relay) throw new Error("no cursor without an epoch");
    const epoch = this.relay.epoch;
    return kinds.map((kind) => ({
      type: "put",
      key: cursorKey(scope, kind),
      value: encodeCbor({ epoch, seq: Math.max(seq, this.cursor(scope, kind) ?? 0) }),
    }));
  }

  cursorDone(scope: string, kinds: readonly DocKind[], seq: number): void {
    for (const kind of kinds)
      this.#cursors.set(`${scope}\0${kind}`, Math.max(seq, this.cursor(scope, kind) ?? 0));
  }

  /**
   * The relay's log is another one now: every cursor goes back to 0 under the new epoch, unfinished bootstraps start
   * over. The caller adds the reopening of the outbox to the same transaction.
   */
  newEpochWrites(relay: RelayRow): StoreWrite[] {
    const writes: StoreWrite[] = [
      { type: "put", key: keys.relay, value: encodeCbor(relay) },
      { type: "deleteRange", prefix: keys.boot() },
    ];
    for (const at of this.#cursors.keys()) {
      const [scope, kind] = at.split("\0");
      writes.push({
        type: "put",
        key: keys.cursor(scope ?? "", kind ?? ""),
        value: encodeCbor({ epoch: relay.epoch, seq: 0 }),
      });
    }
    return writes;
  }

  newEpochDone(relay: RelayRow): void {
    this.relay = relay;
    for (const at of this.#cursors.keys()) this.#cursors.set(at, 0);
  }

  isSameEpoch(epoch: Uint8Array): boolean {
    return this.relay !== undefined && bytesToHex(this.relay.epoch) === bytesToHex(epoch);
  }
}
