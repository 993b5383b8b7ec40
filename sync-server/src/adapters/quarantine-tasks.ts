import { inflateRawSync } from "node:zlib";
import * as A from "@automerge/automerge";
import { canonicalJson } from "@arogyasync/shared/bytes";
import { plainChange } from "@arogyasync/shared/changes";
import {
  containerOfObject,
  type DocKind,
  fixed,
  parseReading,
  readingIdOf,
} from "@arogyasync/shared/records";
import type { DescribedChange, DescribeJob, RecreateJob } from "../core/workshop.ts";

type Entry = DescribedChange["entries"][number];

/** The keys that a change sets and deletes; undefined when it does anything else, or cannot be read. */
const read = (kind: DocKind, bytes: Uint8Array): DescribedChange | undefined => {
  const entries: Entry[] = [];
  let site: string | undefined;
  const { ops, time } = A.decodeChange(bytes);
  for (const { action, obj, key, value, insert } of ops as {
    action: string;
    obj: string;
    key?: string;
    value?: unknown;
    insert?: boolean;
  }[]) {
    if (obj === "_root") {
      // The first change of a document: its scalars and containers. One of them is shown, one is a secret.
      if (key === "site" && typeof value === "string") site = value;
      continue;
    }
    const container = containerOfObject(kind, obj);
    if (container === undefined || key === undefined || insert) return undefined;
    if (action === "del") entries.push({ container, key, value: undefined });
    else if (
      action === "set" &&
      (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    )
      entries.push({ container, key, value });
    else return undefined;
  }
  return { timeS: time, entries, site };
};

export const describeTask = ({ changes }: DescribeJob): (DescribedChange | undefined)[] =>
  changes.map(({ kind, bytes }) => {
    try {
      return read(kind, bytes);
    } catch {
      return undefined;
    }
  });

/**
 * A reading that names another author than the one who signed it keeps what it said: the signer answers for it, and
 * it says whom it named and which reading it comes from. Every other reading stays byte for byte what it was. [QR6]
 */
const readingOf = (text: string, author: string): string | undefined => {
  const parsed = parseReading(text);
  if (!parsed.ok) return undefined;
  const { author: statedAuthor, ...rest } = parsed.value;
  return statedAuthor === author
    ? text
    : canonicalJson({ ...rest, author, statedAuthor, reauthoredFrom: readingIdOf(text) });
};

export const recreateTask = async (job: RecreateJob): Promise<Uint8Array | undefined> => {
  const { kind, author } = job;
  const described = describeTask({ changes: [{ kind, bytes: job.original }] })[0];
  if (!described || described.entries.length === 0) return undefined;
  const entries: Entry[] = [];
  for (const entry of described.entries) {
    if (kind !== "vitals") entries.push(entry);
    else {
      const text = typeof entry.value === "string" ? readingOf(entry.value, author) : undefined;
      if (text === undefined) return undefined;
      entries.push({ ...entry, key: readingIdOf(text), value: text });
    }
  }
  type Draft = Record<string, Record<string, unknown>>;
  const base = A.applyChanges(A.init<Draft>({ actor: job.actor }), [job.root])[0];
  const doc = A.change(base, { time: job.timeS }, (draft) => {
    for (const { container, key, value } of entries) {
      const map = draft[container];
      if (!map) continue;
      if (value === undefined) delete map[key];
      else map[key] = typeof value === "string" ? fixed(value) : value;
    }
  });
  const bytes = A.getLastLocalChange(doc);
  if (!bytes || doc === base) return undefined;
  return plainChange(bytes, async (data, maxBytes) => inflateRawSync(data, { maxOutputLength: maxBytes }));
};
