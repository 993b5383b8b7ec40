import { encodeDown } from "@arogyasync/shared/protocol";
import type { DocKind } from "@arogyasync/shared/records";
import { feedKey } from "./group-commit.ts";
import { keyOf } from "./keys.ts";
import type { FeedChange, LogEvent, LogStore } from "./log-store.ts";
import type { Workshop } from "./workshop.ts";

/** The next piece of one feed behind a position. `upTo` is the position after it. */
export type FeedStep =
  | {
      readonly type: "changes";
      readonly upTo: number;
      readonly rows: readonly FeedChange[];
      readonly frame: Uint8Array;
    }
  | { readonly type: "event"; readonly upTo: number; readonly frame: Uint8Array }
  | { readonly type: "nothing"; readonly head: number };

/** What is kept for those who come to the same position next: everybody who is live stands at the newest few. */
const MEMO_LIMIT = 64;
const MEMO_BYTES = 8 * 1024 * 1024;
/** A `changes` frame keeps below this, deflated; only a single incompressible change may exceed it. */
const TARGET_BYTES = 256 * 1024;

const eventFrame = (event: LogEvent): Uint8Array =>
  event.type === "announce"
    ? encodeDown({
        t: "announce",
        scope: event.scope,
        kind: event.kind,
        seq: event.seq,
        docs: event.docs.map((d) => ({ ...d, id: new Uint8Array(d.id) })),
      })
    : encodeDown({ t: "tombstone", scope: event.scope, seq: event.seq, id: new Uint8Array(event.id) });

/**
 * Reads feeds and encodes them once for everybody who stands at the same position: in a live clinic that is everybody,
 * so one commit is read, packed and deflated once however many follow.
 */
export class Feeds {
  readonly #store: Pick<LogStore, "readFeed" | "readFeedSeqs" | "readEvents" | "lastSeq">;
  readonly #workshop: Pick<Workshop, "pack">;
  readonly #epoch: () => Uint8Array;
  readonly #bounds: { readonly feedMaxRows: number; readonly feedMaxBytes: number };
  readonly #memo = new Map<string, { readonly step: Promise<FeedStep>; bytes: number }>();
  #memoBytes = 0;

  constructor(
    store: Pick<LogStore, "readFeed" | "readFeedSeqs" | "readEvents" | "lastSeq">,
    workshop: Pick<Workshop, "pack">,
    epoch: () => Uint8Array,
    bounds: { readonly feedMaxRows: number; readonly feedMaxBytes: number },
  ) {
    this.#store = store;
    this.#workshop = workshop;
    this.#epoch = epoch;
    this.#bounds = bounds;
  }

  /** Forgets encodings (after an erasure). */
  forget(): void {
    this.#memo.clear();
    this.#memoBytes = 0;
  }

  /**
   * How far behind a position there is nothing but what the connection wrote itself: passed over unread and unpacked.
   * A phone that uploads a month of readings would otherwise have every one of them deflated again for nobody.
   */
  async passOwn(scope: string, kind: DocKind, after: number, own: ReadonlySet<number>): Promise<number> {
    const seqs = await this.#store.readFeedSeqs(scope, kind, after, this.#bounds.feedMaxRows);
    const firstForeign = seqs.findIndex((seq) => !own.has(seq));
    const passed = (firstForeign < 0 ? seqs : seqs.slice(0, firstForeign)).at(-1);
    if (passed === undefined) return after;
    const [event] = await this.#store.readEvents(scope, kind, after, passed);
    return event ? (seqs.findLast((seq) => seq < event.seq) ?? after) : passed;
  }

  async next(scope: string, kind: DocKind, after: number): Promise<FeedStep> {
    const key = `${feedKey(scope, kind)}\n${after}`;
    const known = this.#memo.get(key);
    if (known) return known.step;
    const memo = { step: this.#read(scope, kind, after), bytes: 0 };
    this.#memo.set(key, memo);
    try {
      const step = await memo.step;
      // "Nothing" is true for a moment only.
      if (step.type === "nothing") this.#drop(key);
      else if (this.#memo.get(key) === memo) {
        const rowBytes = step.type === "changes" ? step.rows.reduce((sum, r) => sum + r.bytes.length, 0) : 0;
        memo.bytes = step.frame.length + rowBytes;
        this.#memoBytes += memo.bytes;
      }
      for (const oldest of this.#memo.keys()) {
        if (this.#memo.size <= MEMO_LIMIT && this.#memoBytes <= MEMO_BYTES) break;
        if (oldest !== key) this.#drop(oldest);
      }
      return step;
    } catch (error) {
      this.#drop(key);
      throw error;
    }
  }

  #drop(key: string): void {
    this.#memoBytes -= this.#memo.get(key)?.bytes ?? 0;
    this.#memo.delete(key);
  }

  async #read(scope: string, kind: DocKind, after: number): Promise<FeedStep> {
    const { feedMaxRows, feedMaxBytes } = this.#bounds;
    const head = await this.#store.lastSeq();
    if (head <= after) return { type: "nothing", head };
    const all = await this.#store.readFeed(scope, kind, after, feedMaxRows, feedMaxBytes);
    const [event] = await this.#store.readEvents(scope, kind, after, all.at(-1)?.seq ?? head);
    // Strictly in order, so that no cursor passes an announcement or a change that was not sent.
    const rows = event ? all.filter((row) => row.seq < event.seq) : all;
    if (rows.length > 0) return this.encode(scope, kind, rows);
    return event ? { type: "event", upTo: event.seq, frame: eventFrame(event) } : { type: "nothing", head };
  }

  /** Encodes rows of one feed; fewer of them when they would not fit a frame. */
  async encode(scope: string, kind: DocKind, rows: readonly FeedChange[]): Promise<FeedStep> {
    const docs: { id: Uint8Array; kind: DocKind; owner: string; period: string }[] = [];
    const docIndexByKey = new Map<string, number>();
    const authors: string[] = [];
    const authorIndex = new Map<string, number>();
    const docIndexes = rows.map(({ doc }) => {
      const key = keyOf(doc.id);
      const index = docIndexByKey.get(key) ?? docs.push({ ...doc, id: new Uint8Array(doc.id) }) - 1;
      docIndexByKey.set(key, index);
      return index;
    });
    const meta = rows.map((row): [number, number, number] => {
      const index = authorIndex.get(row.author) ?? authors.push(row.author) - 1;
      authorIndex.set(row.author, index);
      return [row.seq, index, row.receivedAt];
    });
    const pack = await this.#workshop.pack({
      docIndexes,
      lengths: rows.map((r) => r.bytes.length),
      blob: Buffer.concat(rows.map((r) => r.bytes)),
    });
    if (pack.length > TARGET_BYTES && rows.length > 1)
      return this.encode(scope, kind, rows.slice(0, rows.length >> 1));
    const upTo = rows.at(-1)?.seq ?? 0;
    const frame = encodeDown({
      t: "changes",
      scope,
      kind,
      epoch: this.#epoch(),
      upTo,
      docs,
      pack,
      authors,
      rows: meta,
    });
    return { type: "changes", upTo, rows, frame };
  }
}
