import * as A from "@automerge/automerge/slim";
import { ByteReader, concatBytes, equalBytes, sha256, TruncatedError } from "../bytes/index.ts";
import { readChange } from "../changes/index.ts";
import type { ReplicaStore, StoreEntry, StoreKey } from "../ports/index.ts";
import type { DocId } from "../records/index.ts";
import { keys } from "./keys.ts";

const MAGIC = Uint8Array.of(0x85, 0x6f, 0x4a, 0x83);

/**
 * Cuts concatenated Automerge chunks apart, checking framing and the checksum of every chunk whose checksum lies over
 * its own bytes (documents and plain changes). Undefined when anything does not add up: Automerge itself drops
 * damaged bytes in silence, and a chart with a hole in it looks like a chart.
 */
export const splitChunks = (bytes: Uint8Array): Uint8Array[] | undefined => {
  const out: Uint8Array[] = [];
  try {
    const reader = new ByteReader(bytes);
    while (!reader.done) {
      const start = reader.at;
      if (!equalBytes(reader.bytes(4), MAGIC)) return undefined;
      const checksum = reader.bytes(4);
      const hashedFrom = reader.at;
      const type = reader.byte();
      reader.bytes(reader.uleb());
      const isOverItself = type === 0 || type === 1;
      if (isOverItself && !equalBytes(sha256(bytes.subarray(hashedFrom, reader.at)).subarray(0, 4), checksum))
        return undefined;
      out.push(bytes.subarray(start, reader.at));
    }
  } catch (error) {
    if (error instanceof TruncatedError) return undefined;
    throw error;
  }
  return out;
};

const isChunkKey = (key: StoreKey): boolean =>
  key.length === 3 && (key[1] === "snapshot" || key[1] === "incremental");

export interface StoredChunks {
  /** Snapshots first. */
  readonly good: readonly StoreEntry[];
  /** Chunks that do not open. */
  readonly bad: readonly StoreEntry[];
}

const opens = (entry: StoreEntry): boolean => !entry.damaged && splitChunks(entry.value) !== undefined;

/** Reads a document's chunks and sorts out the damaged ones. */
export const readChunks = async (store: ReplicaStore, id: DocId): Promise<StoredChunks> => {
  const entries = (await store.range(keys.doc(id))).filter((e) => isChunkKey(e.key));
  const good = entries.filter(opens);
  const bad = entries.length === good.length ? [] : entries.filter((e) => !good.includes(e));
  return {
    good: good.toSorted((a, b) => Number(a.key[1] !== "snapshot") - Number(b.key[1] !== "snapshot")),
    bad,
  };
};

/** Causal order: a change's first operation comes after every operation it depends on. Documents first. */
const startOpOf = (chunk: Uint8Array): number => {
  const header = readChange(chunk);
  return header.ok ? header.value.startOp : 0;
};

/**
 * Builds what can be built when the whole cannot: one chunk after another, leaving out each that Automerge does not
 * take. A change that refers to operations which are not there passes every check of its own bytes and would
 * otherwise make the patient unreadable. Costs a clone a chunk; only the damaged case pays.
 */
const buildAround = <T>(chunks: readonly Uint8Array[], empty: A.Doc<T>): A.Doc<T> => {
  let doc = empty;
  const apart = chunks.flatMap((chunk) => splitChunks(chunk) ?? []);
  const ordered = apart.map((chunk) => ({ chunk, startOp: startOpOf(chunk) }));
  for (const { chunk } of ordered.sort((a, b) => a.startOp - b.startOp)) {
    try {
      doc = A.loadIncremental(A.clone(doc), chunk);
    } catch {
      // Left out; what depends on it waits in the document for ever, the rest is shown.
    }
  }
  return doc;
};

/**
 * Builds a document from chunks in one call (one by one costs 15× as much). Undefined when no change could be
 * applied: nothing stored, or only changes whose past has not arrived. A chunk that Automerge cannot take is left
 * out and never hides the others.
 */
export const buildDoc = <T>(chunks: readonly Uint8Array[], actor?: string): A.Doc<T> | undefined => {
  if (chunks.length === 0) return undefined;
  const empty = () => A.init<T>(actor === undefined ? {} : { actor });
  let doc: A.Doc<T>;
  try {
    doc = A.loadIncremental(empty(), concatBytes(...chunks));
  } catch {
    doc = buildAround(chunks, empty());
  }
  return A.getHeads(doc).length === 0 ? undefined : doc;
};

export interface LoadedDoc<T> {
  readonly doc: A.Doc<T> | undefined;
  readonly bad: readonly StoreEntry[];
}

/** Loads a document from the store: what can be read of it, and what could not. */
export const loadDoc = async <T>(store: ReplicaStore, id: DocId, actor?: string): Promise<LoadedDoc<T>> => {
  const { good, bad } = await readChunks(store, id);
  return {
    doc: buildDoc<T>(
      good.map((e) => e.value),
      actor,
    ),
    bad,
  };
};
