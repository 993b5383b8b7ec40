import { deflateRawSync, inflateRawSync } from "node:zlib";
import * as A from "@automerge/automerge";
import type { DecodedChange } from "@arogyasync/shared/authority";
import { bytesToUtf8, canonicalJson, hexToBytes } from "@arogyasync/shared/bytes";
import { packChanges, readChange } from "@arogyasync/shared/changes";
import {
  containerCounter,
  containerOfObject,
  type PatientDoc,
  parseReading,
  readingIdOf,
  rootChange,
  viewPatient,
} from "@arogyasync/shared/records";
import { err, ok, type Result } from "@arogyasync/shared/result";
import type { JudgeDeps } from "../core/judge.ts";
import type { CompactFailure, CompactJob, PackJob, ProjectedDoc, ProjectJob } from "../core/workshop.ts";
import { verifyEd25519 } from "./node-crypto.ts";

/** What a judge needs, in a thread that may run wasm. */
export const judgeDeps = (progress: (index: number) => void, isGuardOff: boolean): JudgeDeps => ({
  inflate: (data, maxBytes) => inflateRawSync(data, { maxOutputLength: maxBytes }),
  verify: verifyEd25519,
  decode: (bytes) => A.decodeChange(bytes) as unknown as DecodedChange,
  rootOf: (address) => {
    const root = rootChange(address);
    return { bytes: root.bytes, hash: hexToBytes(root.hash), operationCount: root.operationCount };
  },
  progress,
  isGuardOff,
});

/** Packs and deflates what one `changes` message carries. */
export const packTask = ({ docIndexes, lengths, blob }: PackJob): Uint8Array => {
  let at = 0;
  const items = docIndexes.map((docIndex, i) => {
    const from = at;
    at += lengths[i] ?? 0;
    return { docIndex, bytes: blob.subarray(from, at) };
  });
  return new Uint8Array(deflateRawSync(packChanges(items), { level: 6 }));
};

const build = (compacted: Uint8Array | undefined, changes: readonly Uint8Array[]): A.Doc<unknown> =>
  A.applyChanges(compacted ? A.load<unknown>(compacted) : A.init<unknown>(), [...changes])[0];

const survives = (
  compacted: Uint8Array | undefined,
  changes: readonly Uint8Array[],
): Uint8Array | undefined => {
  try {
    const doc = build(compacted, changes);
    const saved = A.save(doc);
    const again = A.load<unknown>(saved);
    return A.getHeads(again).sort().join() === A.getHeads(doc).sort().join() ? saved : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Compacts a document and loads the result again before anybody may rely on it: 244 of 3,000 crafted changes left
 * documents that save but never load. On failure the first change that does it is found by bisection.
 */
export const compactTask = ({
  compacted,
  changes,
  heads,
}: CompactJob): Result<Uint8Array, CompactFailure> => {
  const saved = survives(compacted, changes);
  if (saved) {
    const loaded = A.getHeads(A.load<unknown>(saved)).sort().join();
    return loaded === [...heads].sort().join()
      ? ok(saved)
      : err({ reason: "heads differ from the log's", culprit: undefined });
  }
  let good = 0;
  let bad = changes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (survives(compacted, changes.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return err({ reason: "does not load after compaction", culprit: changes.length > 0 ? bad - 1 : undefined });
};

/** The texts under new keys of `readings` that a change brought. Nearly all are plain sets, and need no wasm. */
const readingTexts = (bytes: Uint8Array): string[] => {
  const header = readChange(bytes);
  if (header.ok && header.value.plainSet) {
    const { objectCounter, valueAt, valueLength } = header.value.plainSet;
    return objectCounter === READINGS_COUNTER
      ? [bytesToUtf8(bytes.subarray(valueAt, valueAt + valueLength))]
      : [];
  }
  return A.decodeChange(bytes).ops.flatMap((op) =>
    op.action === "set" && typeof op.value === "string" && containerOfObject("vitals", op.obj) === "readings"
      ? [op.value]
      : [],
  );
};
const READINGS_COUNTER = containerCounter("vitals", "readings");

/** The readings that these changes brought; what cannot be read stays in the log and out of the table. */
const readingsIn = (changes: readonly Uint8Array[]): NonNullable<ProjectedDoc["readings"]> =>
  changes.flatMap(readingTexts).flatMap((text) => {
    const reading = parseReading(text);
    if (!reading.ok) return [];
    const { measuredAt, author } = reading.value;
    return [{ id: readingIdOf(text), measuredAt, author, body: text }];
  });

export const projectTask = ({ docs }: ProjectJob): ProjectedDoc[] =>
  docs.map(({ no, kind, compacted, changes }): ProjectedDoc => {
    try {
      if (kind === "vitals") return { no, readings: readingsIn(changes) };
      const view = viewPatient(build(compacted, changes) as A.Doc<PatientDoc>);
      return { no, patient: { site: view.site, view: canonicalJson(view) } };
    } catch {
      return { no };
    }
  });

/**
 * Grows the wasm heap once. On Node 20–24 every later `memory.grow` past ~64 MB of external memory triggers full
 * collections (applying one document goes from 6 to 200 ms); one early growth cures it for the price of that RSS.
 */
export const growWasmHeap = (bytes: number): void => {
  try {
    A.load(new Uint8Array(bytes));
  } catch {
    // Not a document: only the allocation mattered.
  }
};
