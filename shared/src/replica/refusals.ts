import type { DocId } from "../records/index.ts";
import type { EngineContext } from "./engine-context.ts";
import { type RefusedItem, repairDocument } from "./repair.ts";

/**
 * Refusals of the signature, not of the content: the change stays where it is, marked, until its author is back or a
 * person hands it in. Rebuilding the document would take a good reading off the chart.
 */
const notAboutContent: ReadonlySet<string> = new Set(["key-unknown", "no-manifest", "manifest-invalid"]);

/** Deals with what the relay refused: tells, keeps, and frees the documents of it. */
export const handleRefusals = async (
  context: EngineContext,
  items: readonly RefusedItem[],
): Promise<void> => {
  const byDoc = new Map<DocId, RefusedItem[]>();
  for (const item of items) {
    context.log.warn("change-refused-by-relay", { code: item.code });
    if (notAboutContent.has(item.code)) {
      const { hashHex, docId, stage } = await context.outbox.markRefused(item.entry, {
        code: item.code,
        reason: item.reason,
      });
      context.events.onStage([{ hashHex, docId, stage }]);
    } else byDoc.set(item.entry.docId, [...(byDoc.get(item.entry.docId) ?? []), item]);
  }
  for (const [id, refused] of byDoc) await repairDocument(context, id, refused[0]!.entry.address, refused);
};
