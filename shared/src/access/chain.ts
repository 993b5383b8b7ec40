import { concatBytes, equalBytes, sha256, utf8ToBytes } from "../bytes/index.ts";
import { type AccessEntry, parseEntry } from "./entry.ts";

const DOMAIN = utf8ToBytes("arogya/access/1\0");
export const CHAIN_START = new Uint8Array(32);

/** The hash of an entry: SHA-256(domain ‖ hash of the one before, 32 bytes ‖ canonical JSON). The first follows zeros. [TR2] */
export const entryHash = (previous: Uint8Array, canonicalText: string): Uint8Array =>
  sha256(concatBytes(DOMAIN, previous, utf8ToBytes(canonicalText)));

/** How long the log is, and its last hash: whoever keeps one notices if anything before it is changed or taken away. */
export interface ChainHead {
  readonly no: number;
  /** 32 bytes. */
  readonly hash: Uint8Array;
}
export const emptyChain: ChainHead = { no: 0, hash: CHAIN_START };

export interface ChainedText {
  readonly no: number;
  readonly text: string;
  readonly hash: Uint8Array;
}

export type ChainFault =
  /** Entries between two others, or before a known head, are not there. */
  | "missing"
  /** The text is not the canonical text of an entry with this number. */
  | "unreadable"
  /** The text, or one before it, is not what was written. */
  | "changed"
  /** The table that finds entries by person and patient does not say what the entry says. */
  | "index";

export interface ChainState {
  readonly head: ChainHead;
  readonly fault: { readonly no: number; readonly fault: ChainFault } | undefined;
}
export const chainStart: ChainState = { head: emptyChain, fault: undefined };

/**
 * Recomputes the chain over the next entries in order; stops at the first that does not fit.
 * @param check what else must hold of an entry where it is kept; false is the fault "index".
 */
export const followChain = (
  state: ChainState,
  rows: readonly ChainedText[],
  check: (entry: AccessEntry) => boolean = () => true,
): ChainState => {
  if (state.fault) return state;
  let { no, hash } = state.head;
  for (const row of rows) {
    const failed = (fault: ChainFault): ChainState => ({
      head: { no, hash },
      fault: { no: fault === "missing" ? no + 1 : row.no, fault },
    });
    if (row.no !== no + 1) return failed("missing");
    const expected = entryHash(hash, row.text);
    if (!equalBytes(expected, row.hash)) return failed("changed");
    const entry = parseEntry(row.text);
    if (!entry || entry.no !== row.no) return failed("unreadable");
    if (!check(entry)) return failed("index");
    no = row.no;
    hash = expected;
  }
  return { head: { no, hash }, fault: undefined };
};
