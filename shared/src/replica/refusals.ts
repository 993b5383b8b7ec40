import { causeOfRefusal } from "../protocol/index.ts";
import type { DocId } from "../records/index.ts";
import type { EngineContext } from "./engine-context.ts";
import { eraseHere } from "./erase.ts";
import { DEPENDENT, type RefusedItem, repairDocument } from "./repair.ts";
import type { OutboxEntry } from "./types.ts";

/**
 * Refusals of somebody's standing, not of the content: the key, the role or the clinic may be put right, and a relay
 * restored from backup may have forgotten for a while who works where. Rebuilding the document for that would take
 * good readings off the chart, so the changes stay where they are, marked, and are offered again (see `offerAgain`).
 */
const isStanding = (code: string): boolean => causeOfRefusal(code) === "standing";
const isAboutStanding = (entry: OutboxEntry): boolean =>
  entry.refusal !== undefined && isStanding(entry.refusal.code);

const tell = (context: EngineContext, entries: readonly OutboxEntry[]): void =>
  context.events.onStage(entries.map(({ hashHex, docId, stage }) => ({ hashHex, docId, stage })));

/**
 * Deals with what the relay refused: tells, keeps, and frees the documents of it. What merely builds on a change of
 * the same person that waits for their standing waits with it; somebody else's change does not: for that the document
 * is rebuilt without.
 */
export const handleRefusals = async (
  context: EngineContext,
  items: readonly RefusedItem[],
): Promise<void> => {
  const byDoc = new Map<DocId, RefusedItem[]>();
  for (const item of items) {
    context.log.warn("change-refused-by-relay", { code: item.code });
    byDoc.set(item.entry.docId, [...(byDoc.get(item.entry.docId) ?? []), item]);
  }
  for (const [id, refused] of byDoc) {
    // Erased by law: its entries end here. What was refused otherwise of an erased record goes with it.
    const isErased = refused.some(({ code }) => causeOfRefusal(code) === "final");
    if (isErased || context.standing.erased.has(id)) {
      await eraseHere(context, id, refused[0]?.entry.address);
      continue;
    }
    const waiting = context.outbox.refused().filter((e) => e.docId === id && isAboutStanding(e));
    const authors = new Set([
      ...waiting.map((e) => e.author),
      ...refused.filter((r) => isStanding(r.code)).map((r) => r.entry.author),
    ]);
    const mayWait = refused.every(
      ({ entry, code }) => isStanding(code) || (code === DEPENDENT && authors.has(entry.author)),
    );
    if (!mayWait) {
      const before = waiting.map((entry) => ({ entry, ...entry.refusal! }));
      await repairDocument(context, id, refused[0]!.entry.address, [...before, ...refused]);
      continue;
    }
    const moved: OutboxEntry[] = [];
    for (const { entry, code, reason } of refused)
      moved.push(await context.outbox.markRefused(entry, { code, reason }));
    tell(context, moved);
  }
};

/** Refusals of standing become pending again: on every connection, and when the patient they are about has changed. */
export const offerAgain = async (
  context: EngineContext,
  isMeant: (entry: OutboxEntry) => boolean,
): Promise<void> => {
  const refused = context.outbox.refused();
  const docs = new Set(refused.filter(isAboutStanding).map((e) => e.docId));
  const again = refused.filter(
    (e) => isMeant(e) && (isAboutStanding(e) || (docs.has(e.docId) && e.refusal?.code === DEPENDENT)),
  );
  if (again.length > 0) tell(context, await context.outbox.withdrawRefusal(again));
};
