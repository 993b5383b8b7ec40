import type * as A from "@automerge/automerge/slim";
import { fixed, textOf } from "./root-change.ts";

/**
 * `ward` and `clinic` documents are flat: composite keys such as `bed/12/patient` in one map. Nested maps made
 * concurrently would hide each other's edits; flat keys conflict one by one and visibly. [RC7]
 */
export interface EntriesDoc {
  kind: A.ImmutableString;
  schema: number;
  owner: A.ImmutableString;
  period: A.ImmutableString;
  entries: Record<string, A.ImmutableString | number | boolean>;
}

export const ENTRY_KEY = /^[a-z][A-Za-z]{0,31}(\/[A-Za-z0-9._~-]{1,64}){0,4}$/;

export const entryKey = (...parts: readonly string[]): string => {
  const key = parts.join("/");
  if (!ENTRY_KEY.test(key)) throw new Error(`not an entry key: ${key}`);
  return key;
};

export const setEntry = (draft: EntriesDoc, key: string, value: string | number | boolean): void => {
  if (!ENTRY_KEY.test(key)) throw new Error(`not an entry key: ${key}`);
  const current = draft.entries[key];
  if (typeof value === "string" ? textOf(current) !== value : current !== value)
    draft.entries[key] = typeof value === "string" ? fixed(value) : value;
};

/** Entries under a prefix ("bed/12"), keys without it, fixed strings as text. */
export const entriesUnder = (
  doc: Pick<EntriesDoc, "entries">,
  prefix: string,
): Record<string, string | number | boolean> => {
  const out: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(doc.entries))
    if (key.startsWith(`${prefix}/`))
      out[key.slice(prefix.length + 1)] = textOf(value) ?? (value as number | boolean);
  return out;
};
