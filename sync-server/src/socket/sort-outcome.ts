import type { ChangeName } from "@arogyasync/shared/changes";
import type { CommitPush, ItemOutcome } from "../core/decide.ts";
import { reasonFor } from "../core/reasons.ts";

/** What became of a push's changes, sorted by the message that says so. */
export interface SortedOutcome {
  readonly refused: { readonly index: number; readonly code: string; readonly reason: string }[];
  readonly retried: { readonly index: number; readonly code: string }[];
  /** What the receipt covers. */
  readonly names: ChangeName[];
  /** Sequences that the sender need not be told in its feeds. */
  readonly own: number[];
  /** The highest sequence that the receipt covers, 0 for none. */
  readonly seq: number;
}

export const sortOutcome = (
  { docs, judged }: Pick<CommitPush, "docs" | "judged">,
  outcome: readonly ItemOutcome[],
): SortedOutcome => {
  const sorted: SortedOutcome = { refused: [], retried: [], names: [], own: [], seq: 0 };
  let seq = 0;
  outcome.forEach((item, index) => {
    const change = judged.changes[index];
    if (!change) return;
    if (item.status === "refused")
      sorted.refused.push({ index, code: item.code, reason: reasonFor(item.code) });
    if (item.status === "retry") sorted.retried.push({ index, code: item.code });
    if (item.status === "stored" || item.status === "duplicate") {
      sorted.names.push({ doc: docs[change.docIndex]?.id as Uint8Array, hash: change.hash });
      seq = Math.max(seq, item.seq);
      if (item.status === "stored") sorted.own.push(item.seq);
      // Who builds on a derived first change has computed it.
      if (item.status === "stored" && item.rootSeq !== undefined) sorted.own.push(item.rootSeq);
    }
  });
  return { ...sorted, seq };
};
