import { type ChainHead, followChain, type NewAccessEntry, chainStart } from "@arogyasync/shared/access";
import { bytesToBase64Url, bytesToHex, equalBytes } from "@arogyasync/shared/bytes";
import type { Cancel, Clock, Log, Random } from "@arogyasync/shared/ports";
import type { AccessStore } from "./access-store.ts";

/** The last known head, kept outside the database: a log that was cut short, or put back, is noticed. */
export interface HeadFile {
  read(): ChainHead | undefined;
  write(head: ChainHead): void;
}

export type NewRead = Omit<NewAccessEntry, "id"> & { readonly id?: string };

export interface Verification {
  readonly intact: boolean;
  readonly entries: number;
  readonly head: ChainHead;
  readonly fault?: {
    readonly no: number;
    readonly fault: "missing" | "unreadable" | "changed" | "index" | "shorter-than-known";
  };
}

export interface AccessLog {
  /** Looks whether what the head file knows is still there; what is missing becomes an entry of its own. */
  open(): Promise<void>;
  /** Resolves when the entries are durable. Throws StoreFailure when they cannot be written: then nothing was read. */
  record(reads: readonly NewRead[]): Promise<void>;
  /** Recomputes everything, a piece at a time so that others are served meanwhile. [TR3] */
  verify(expected?: ChainHead): Promise<Verification>;
  close(): Promise<void>;
}

/** Reads that come within this time share one transaction. */
const WINDOW_MS = 2;
const ROWS_A_PIECE = 2_000;
const HEAD_FILE_DELAY_MS = 1_000;

export const createAccessLog = (deps: {
  readonly store: AccessStore;
  readonly heads: HeadFile;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}): AccessLog => {
  const { store, heads, clock } = deps;
  type Waiting = {
    readonly reads: readonly NewRead[];
    readonly resolve: () => void;
    readonly reject: (error: unknown) => void;
  };
  let waiting: Waiting[] = [];
  let timer: Cancel | undefined;
  let running: Promise<void> | undefined;
  let headTimer: Cancel | undefined;
  let unwritten: ChainHead | undefined;

  const writeHead = (): void => {
    headTimer?.();
    headTimer = undefined;
    if (!unwritten) return;
    heads.write(unwritten);
    unwritten = undefined;
  };
  const withId = (read: NewRead): NewAccessEntry => ({
    ...read,
    id: read.id ?? bytesToBase64Url(deps.random.bytes(16)),
  });

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        unwritten = await store.append(
          group.flatMap((w) => w.reads.map(withId)),
          clock.now(),
        );
        headTimer ??= clock.after(HEAD_FILE_DELAY_MS, writeHead);
        for (const w of group) w.resolve();
      } catch (error) {
        for (const w of group) w.reject(error);
      }
    }
    running = undefined;
  };
  const start = (): Promise<void> => {
    timer?.();
    timer = undefined;
    running ??= run();
    return running;
  };
  const record = (reads: readonly NewRead[]): Promise<void> =>
    reads.length === 0
      ? Promise.resolve()
      : new Promise((resolve, reject) => {
          waiting.push({ reads, resolve, reject });
          if (!running) timer ??= clock.after(WINDOW_MS, () => void start());
        });

  /** Whether this head lies in the log as it is now. */
  const has = async (head: ChainHead): Promise<boolean> => {
    if (head.no === 0) return true;
    const [row] = await store.readChain(head.no - 1, 1);
    return row !== undefined && row.no === head.no && equalBytes(row.hash, head.hash);
  };

  return {
    async open() {
      const known = heads.read();
      if (known && !(await has(known))) {
        deps.log.error("access-log-cut", { no: known.no });
        await record([
          {
            person: "relay",
            roles: [],
            patients: [],
            what: "cut",
            purpose: "HCOMPL",
            device: "",
            reason: `entry ${known.no} with hash ${bytesToHex(known.hash)} was here and is not any more`,
          },
        ]);
      }
      unwritten = await store.head();
      writeHead();
    },
    record,
    async verify(expected) {
      let state = chainStart;
      let indexed = 0;
      for (;;) {
        const rows = await store.readChain(state.head.no, ROWS_A_PIECE);
        const rowByNo = new Map(rows.map((row) => [row.no, row]));
        const missing = new Set<number>();
        for (const row of rows) {
          const entry = parsedPatients(row.text);
          indexed += entry.length;
          for (const patient of entry) if (!(await store.isIndexed(patient, row.no))) missing.add(row.no);
        }
        state = followChain(state, rows, (entry) => {
          const row = rowByNo.get(entry.no);
          return (
            row?.person === entry.person &&
            row.what === entry.what &&
            row.at === entry.at &&
            row.id === entry.id &&
            !missing.has(entry.no)
          );
        });
        if (state.fault || rows.length < ROWS_A_PIECE) break;
        await new Promise<void>((resolve) => void clock.after(0, resolve));
      }
      const { head } = state;
      const verdict = (fault?: Verification["fault"]): Verification => ({
        intact: fault === undefined,
        entries: head.no,
        head,
        ...(fault ? { fault } : {}),
      });
      if (state.fault) return verdict(state.fault);
      // Rows of the index that no entry answers for.
      if ((await store.indexCount()) > indexed && (await store.head()).no === head.no)
        return verdict({ no: head.no, fault: "index" });
      for (const known of [expected, heads.read()])
        if (known && !(await has(known))) return verdict({ no: known.no, fault: "shorter-than-known" });
      return verdict();
    },
    async close() {
      while (waiting.length > 0 || running) await start();
      writeHead();
    },
  };
};

/** The distinct patients that a text names, as far as it can be read; the chain judges the text itself. */
const parsedPatients = (text: string): string[] => {
  try {
    const { patients } = JSON.parse(text) as { patients?: unknown };
    return Array.isArray(patients)
      ? [...new Set(patients.filter((p): p is string => typeof p === "string"))]
      : [];
  } catch {
    return [];
  }
};
