import { MAX_CHANGES_PER_PUSH, MAX_DOCS_PER_PUSH } from "../protocol/index.ts";
import type { OutboxEntry } from "./types.ts";

/** A frame's manifests are bounded too (protocol/push.ts). */
const MAX_MANIFESTS = 1024;

export interface BatchRules {
  readonly maxBytes: number;
  /** Entries that must wait: under way already, or asked to come later. */
  isWaiting(entry: OutboxEntry): boolean;
}

/** The next changes to offer: oldest first, up to the bounds of a push. At least one, however large. */
export const chooseBatch = (pending: readonly OutboxEntry[], rules: BatchRules): OutboxEntry[] => {
  const chosen: OutboxEntry[] = [];
  const docs = new Set<string>();
  const manifests = new Set<Uint8Array>();
  let bytes = 0;
  for (const entry of pending) {
    if (rules.isWaiting(entry)) continue;
    docs.add(entry.docId);
    manifests.add(entry.manifest.signature);
    bytes += entry.bytes.length;
    const isFull =
      bytes > rules.maxBytes ||
      docs.size > MAX_DOCS_PER_PUSH ||
      manifests.size > MAX_MANIFESTS ||
      chosen.length >= MAX_CHANGES_PER_PUSH;
    if (isFull && chosen.length > 0) break;
    chosen.push(entry);
  }
  return chosen;
};
