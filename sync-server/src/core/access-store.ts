import {
  type AccessEntry,
  type AccessKind,
  type ChainedText,
  type ChainHead,
  canonicalEntry,
  entryHash,
  type NewAccessEntry,
} from "@arogyasync/shared/access";

export interface AccessQuery {
  readonly patient?: string | undefined;
  readonly person?: string | undefined;
  readonly what?: AccessKind | undefined;
  /** Relay clock, epoch ms; from inclusive, to exclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Only entries with a smaller number. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** A row with what the finding columns say of it. */
export interface AccessRow extends ChainedText {
  readonly person: string;
  readonly what: string;
  readonly at: number;
  readonly id: string;
}

/** The append-only, hash-chained log of reads. There is no way to change or remove an entry. [TR1] [TR2] */
export interface AccessStore {
  /** One durable transaction. Entries whose id is there already are left out. Gives the head afterwards. */
  append(entries: readonly NewAccessEntry[], at: number): Promise<ChainHead>;
  head(): Promise<ChainHead>;
  /** In order, behind `after`. */
  readChain(after: number, limit: number): Promise<AccessRow[]>;
  /** Whether the index finds this entry by this patient. */
  isIndexed(patient: string, no: number): Promise<boolean>;
  /** Rows of that index. */
  indexCount(): Promise<number>;
  /** Newest first. */
  list(query: AccessQuery): Promise<AccessEntry[]>;
}

/** The rows that come behind a head, numbered and chained. */
export const chainEntries = (
  head: ChainHead,
  entries: readonly NewAccessEntry[],
  at: number,
): { readonly entry: AccessEntry; readonly text: string; readonly hash: Uint8Array }[] => {
  let { no, hash } = head;
  return entries.map((given) => {
    const entry: AccessEntry = { ...given, no: ++no, at };
    const text = canonicalEntry(entry);
    hash = entryHash(hash, text);
    return { entry, text, hash };
  });
};
