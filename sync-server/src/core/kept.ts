import type { CommitPush, ItemOutcome } from "./decide.ts";
import type { JudgedChange } from "./judged.ts";
import type { DecisionRow, DocName, SalvageRow } from "./log-store.ts";

/** What is kept of a change that is not stored. Its author is who signed it, and nobody when the signature fails. [QR2] */
export const salvageRow = (
  push: CommitPush,
  change: JudgedChange,
  code: string,
  batch: number,
): SalvageRow => {
  // A signature by a key that the actor does not commit to says who offered it, not who wrote it.
  const isSigned = (push.judged.isSigned[change.manifest] ?? false) && code !== "actor-not-author";
  return {
    doc: push.docs[change.docIndex] as DocName,
    hash: change.hash,
    bytes: change.bytes,
    code,
    author: (isSigned && push.principals[change.manifest]?.userId) || "",
    key: push.manifests[change.manifest]?.key,
    batch,
    manifest: change.manifest,
    courier: push.courier,
    device: push.device,
    receivedAt: push.receivedAt,
    isHandedIn: push.handIn !== undefined,
    note: push.handIn?.note,
  };
};

/** The line in the book of decisions for a change that an acceptance brought into the log; none when it did not. [QR5] */
export const decisionOf = (
  push: CommitPush,
  change: JudgedChange,
  item: ItemOutcome,
  index: number,
): DecisionRow[] => {
  const { acceptance } = push;
  if (!acceptance || (item.status !== "stored" && item.status !== "duplicate")) return [];
  const original = acceptance.inPlaceOf?.[index];
  const doc = (push.docs[change.docIndex] as DocName).id;
  return [
    {
      doc: original?.doc ?? doc,
      hash: original?.hash ?? change.hash,
      verdict: "accepted",
      outcome: original ? "recreated" : item.status,
      resultHash: change.hash,
      by: acceptance.by,
      reason: acceptance.reason,
      at: push.receivedAt,
    },
  ];
};
