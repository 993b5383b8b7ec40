import * as A from "@automerge/automerge/slim";
import { textOf } from "./root-change.ts";

/**
 * Every distinct concurrent value of one key, the shown one first; a single entry when all agree.
 *
 * Asks the document's own backend: after `A.clone` the objects inside a document still belong to the one it was cloned
 * from, and `A.getConflicts` on them does not see what was merged since.
 */
export const concurrentTexts = (doc: unknown, container: string, key: string): string[] => {
  const map = (doc as Record<string, Record<string, unknown> | undefined>)[container];
  const objectId = map && A.getObjectId(map);
  const shown = textOf(map?.[key]);
  const values = new Set<string>(shown === undefined ? [] : [shown]);
  if (typeof objectId === "string")
    for (const [datatype, value] of A.getBackend(doc as A.Doc<unknown>).getAll(objectId, key))
      if (datatype === "str" && typeof value === "string") values.add(value);
  return [...values];
};
