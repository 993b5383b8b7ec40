import * as A from "@automerge/automerge/slim";
import type { DecodedChange } from "../authority/index.ts";
import { bytesToHex } from "../bytes/index.ts";
import { type ChangeHeader, readChange } from "../changes/index.ts";
import { containerOfObject, type DocKind, fixed } from "../records/index.ts";

export interface KnownChange {
  readonly bytes: Uint8Array;
  readonly header: ChangeHeader;
}

/** Parts a document's changes into those that stand and those that are refused or build on refused ones. */
export const partChanges = (
  changes: readonly Uint8Array[],
  isRefused: (hashHex: string) => boolean,
): { accepted: KnownChange[]; poisoned: KnownChange[] } => {
  const accepted: KnownChange[] = [];
  const poisoned: KnownChange[] = [];
  const poison = new Set<string>();
  for (const bytes of changes) {
    const header = readChange(bytes);
    if (!header.ok) throw new Error(`a stored change does not read: ${header.error}`);
    const isPoisoned =
      isRefused(header.value.hashHex) || header.value.deps.some((dep) => poison.has(bytesToHex(dep)));
    if (isPoisoned) poison.add(header.value.hashHex);
    (isPoisoned ? poisoned : accepted).push({ bytes, header: header.value });
  }
  return { accepted, poisoned };
};

/**
 * What a change did, as an edit of a draft, so that it can be made again without its past. Undefined when it did
 * anything but set or delete keys of the document's own containers: that goes to a person, not to a guess.
 */
export const editOf = (
  kind: DocKind,
  bytes: Uint8Array,
): ((draft: Record<string, Record<string, unknown>>) => void) | undefined => {
  const decoded = A.decodeChange(bytes) as unknown as DecodedChange;
  const steps: ((draft: Record<string, Record<string, unknown>>) => void)[] = [];
  for (const { action, obj, key, value, insert } of decoded.ops) {
    const container = containerOfObject(kind, obj);
    if (container === undefined || key === undefined || insert) return undefined;
    if (action === "del") steps.push((draft) => delete draft[container]?.[key]);
    else if (action === "set" && ["string", "number", "boolean"].includes(typeof value))
      steps.push((draft) => {
        const map = draft[container];
        if (map) map[key] = typeof value === "string" ? fixed(value) : value;
      });
    else return undefined;
  }
  return (draft) => {
    for (const step of steps) step(draft);
  };
};
