import type { Clock, Random } from "@arogyasync/shared/ports";
import {
  createSqliteErasures,
  createSqliteLogStore,
  type ErasureStore,
  keyOf,
  type LogStore,
  openDatabase,
} from "@arogyasync/sync-server/testing/core";

type Db = ReturnType<typeof openDatabase>;
const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/**
 * The relay's disk: the real SQLite store in memory, behind a write that takes time. A crash before the write is over
 * leaves nothing of it; `committed` names what a power cut right now would leave.
 */
export class RelayDisk {
  readonly #clock: Clock;
  readonly #random: Random;
  #db: Db;
  #life = 0;
  #committed = new Set<string>();
  #backup:
    | { readonly bytes: Buffer; readonly committed: ReadonlySet<string>; readonly seq: number }
    | undefined;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
    this.#db = openDatabase({ file: ":memory:", synchronous: "OFF" });
  }

  static nameOf(doc: Uint8Array, hash: Uint8Array): string {
    return keyOf(doc) + keyOf(hash);
  }

  has(doc: Uint8Array, hash: Uint8Array): boolean {
    return this.#committed.has(RelayDisk.nameOf(doc, hash));
  }

  get changeCount(): number {
    return this.#committed.size;
  }

  /** The store as one life of the relay sees it. */
  open(): LogStore {
    const life = this.#life;
    const db = this.#db;
    const real = createSqliteLogStore(db, () => this.#random.bytes(16));
    const docIdByNo = new Map<number, Uint8Array>();
    const append: LogStore["append"] = async (query, decide) => {
      await new Promise<void>(
        (resolve) => void this.#clock.after(1 + Math.floor(this.#random.fraction() * 6), resolve),
      );
      if (life !== this.#life) return never();
      const rows: { doc: number; hash: Uint8Array }[] = [];
      const result = await real.append(query, (context) => {
        const decided = decide(context);
        for (const state of context.docByKey.values()) docIdByNo.set(state.no, state.id);
        for (const state of decided.plan.newDocs) docIdByNo.set(state.no, state.id);
        rows.push(...decided.plan.rows);
        return decided;
      });
      for (const { doc, hash } of rows) {
        const id = docIdByNo.get(doc);
        if (id) this.#committed.add(RelayDisk.nameOf(id, hash));
      }
      // The answer may still be lost with the process.
      await new Promise<void>(
        (resolve) => void this.#clock.after(Math.floor(this.#random.fraction() * 3), resolve),
      );
      return life === this.#life ? result : never();
    };
    return { ...real, append };
  }

  /** The book of erasures on the disk as it is now. */
  erasures(): ErasureStore {
    return createSqliteErasures(this.#db);
  }

  /** The process is gone. */
  crash(): void {
    this.#life++;
  }

  async backUp(store: LogStore): Promise<number> {
    const seq = await store.lastSeq();
    this.#backup = { bytes: this.#db.serialize(), committed: new Set(this.#committed), seq };
    return seq;
  }

  /** The disk is lost; what the last backup held is put on a new one. False when there is no backup. */
  restore(): boolean {
    if (!this.#backup) return false;
    this.#life++;
    this.#db.close();
    this.#db = openDatabase({ file: this.#backup.bytes as unknown as string, synchronous: "OFF" });
    this.#committed = new Set(this.#backup.committed);
    return true;
  }

  close(): void {
    this.#db.close();
  }
}
