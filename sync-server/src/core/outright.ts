import { causeOfRefusal } from "@arogyasync/shared/protocol";
import { parentKey } from "./context-query.ts";
import type { CommitPush, ItemOutcome } from "./decide.ts";
import { bytesOfKey } from "./keys.ts";
import type { LogStore } from "./log-store.ts";

/** Beyond this a push takes the usual way: what the log has of its changes is looked up one by one. */
const MAX_CHANGES = 64;

/**
 * The answer to a push of which everything is refused for what it is (damaged, oversized, forged, against the rules),
 * whatever the log holds; undefined for any other. Such a push is answered without waiting for the commit that keeps
 * its bytes in salvage: its sender keeps them too, and nothing is acknowledged by it. What is refused for who wrote it
 * is kept first, because that may be a person's work. [PR13]
 */
export const outrightRefusal = async (
  store: Pick<LogStore, "findDocs" | "holdsAny">,
  { docs, judged: { changes } }: CommitPush,
): Promise<ItemOutcome[] | undefined> => {
  if (changes.length === 0 || changes.length > MAX_CHANGES) return undefined;
  const outcome: ItemOutcome[] = [];
  for (const { code } of changes) {
    if (code === undefined || causeOfRefusal(code) !== "content") return undefined;
    outcome.push({ status: "refused", code });
  }
  // Of what was erased nothing is kept, and the answer says so.
  const patients = docs.flatMap((d) => parentKey(d) ?? []).map(bytesOfKey);
  const named = await store.findDocs([...docs.map((d) => d.id), ...patients]);
  if (named.some((d) => d.isErased)) return undefined;
  // What is in the log already is a duplicate, whoever offers it in whatever way.
  const names = changes.map((c) => ({ doc: docs[c.docIndex]?.id as Uint8Array, hash: c.hash }));
  return (await store.holdsAny(names)) ? undefined : outcome;
};
