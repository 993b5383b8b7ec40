import type { Principal } from "@arogyasync/shared/authority";
import type { Edit } from "./edit-refs.ts";
import { keyOf } from "./keys.ts";
import type { DocName } from "./log-store.ts";

/** A manifest as a push carries it. */
export interface ManifestIn {
  readonly key: Uint8Array;
  readonly signedAt: number;
  readonly signature: Uint8Array;
  readonly covers?: readonly number[] | undefined;
  readonly missing?: readonly Uint8Array[] | undefined;
}

/** The stateless half of a push: everything a judge needs, no store behind it. */
export interface JudgeJob {
  readonly pack: Uint8Array;
  readonly docs: readonly DocName[];
  /** Per document: whether its derived first change is wanted (the store has no such document yet). */
  readonly wantRoot: readonly boolean[];
  readonly manifests: readonly ManifestIn[];
  /** Per manifest: the owner of its key, `null` when nobody owns it. */
  readonly principals: readonly (Principal | null)[];
  /** Indexes that crashed a judge before: refused unseen. */
  readonly culprits: readonly number[];
}

/** One judged change, views into the batch's buffers. */
export interface JudgedChange {
  readonly docIndex: number;
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
  readonly actor: Uint8Array;
  readonly actorSeq: number;
  readonly startOp: number;
  readonly maxOp: number;
  /** Seconds since the epoch by the author's clock. */
  readonly time: number;
  /** 32 bytes each, one after another. */
  readonly deps: Uint8Array;
  /** The manifest that answers for it, -1 when none does. */
  readonly manifest: number;
  /** Why it is refused; undefined when every stateless rule allows it. */
  readonly code: string | undefined;
  readonly addedScopes: readonly string[];
  /** In documents that are edited; undefined where readings only come. */
  readonly edit: Edit | undefined;
}

/** A judged change with its names as map keys (`keyOf`), written once for all who look them up. */
export interface KeyedChange extends JudgedChange {
  readonly hashKey: string;
  readonly actorKey: string;
  readonly depKeys: readonly string[];
}

export interface RootOf {
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
  readonly operationCount: number;
}

/** What crosses the thread boundary: a few flat buffers instead of thousands of objects. */
export interface JudgedWire {
  readonly count: number;
  readonly numbers: Float64Array;
  readonly blob: Uint8Array;
  readonly hashes: Uint8Array;
  readonly actors: Uint8Array;
  readonly deps: Uint8Array;
  readonly codes: readonly string[];
  readonly addedScopes: readonly (readonly [number, readonly string[]])[];
  readonly edits: readonly (readonly [number, Edit])[];
  readonly roots: readonly (RootOf | null)[];
  readonly names: readonly Uint8Array[];
  readonly isSigned: readonly boolean[];
}

export interface JudgedPush {
  readonly changes: readonly JudgedChange[];
  readonly roots: readonly (RootOf | null)[];
  /** Per manifest: its signed pairs, 48 bytes each. */
  readonly names: readonly Uint8Array[];
  /** Per manifest: whether its signature holds, by a key that is known. */
  readonly isSigned: readonly boolean[];
}

/** The same on the side of the log. */
export interface KeyedPush extends JudgedPush {
  readonly changes: readonly KeyedChange[];
}

const STRIDE = 9;
const NO_SCOPES: readonly string[] = [];

const concat = (parts: readonly Uint8Array[]): Uint8Array => {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};

export const flatten = ({ changes, roots, names, isSigned }: JudgedPush): JudgedWire => {
  const numbers = new Float64Array(changes.length * STRIDE);
  const codes: string[] = [];
  const codeNo = new Map<string, number>();
  const addedScopes: [number, readonly string[]][] = [];
  const edits: [number, Edit][] = [];
  changes.forEach((c, i) => {
    let code = 0;
    if (c.code !== undefined) {
      code = codeNo.get(c.code) ?? codes.push(c.code);
      codeNo.set(c.code, code);
    }
    const at = i * STRIDE;
    numbers[at] = c.docIndex;
    numbers[at + 1] = c.bytes.length;
    numbers[at + 2] = c.actorSeq;
    numbers[at + 3] = c.startOp;
    numbers[at + 4] = c.maxOp;
    numbers[at + 5] = c.time;
    numbers[at + 6] = c.deps.length;
    numbers[at + 7] = c.manifest;
    numbers[at + 8] = code;
    if (c.addedScopes.length > 0) addedScopes.push([i, c.addedScopes]);
    if (c.edit) edits.push([i, c.edit]);
  });
  return {
    count: changes.length,
    numbers,
    blob: concat(changes.map((c) => c.bytes)),
    hashes: concat(changes.map((c) => c.hash)),
    actors: concat(changes.map((c) => c.actor)),
    deps: concat(changes.map((c) => c.deps)),
    codes,
    addedScopes,
    edits,
    roots,
    names,
    isSigned,
  };
};

const NO_KEYS: readonly string[] = [];
const splitKeys = (text: string, at: number, length: number): readonly string[] => {
  if (length === 0) return NO_KEYS;
  if (length === 32) return [text.slice(at, at + 32)];
  return Array.from({ length: length / 32 }, (_, i) => text.slice(at + 32 * i, at + 32 * i + 32));
};

export const unflatten = (wire: JudgedWire): KeyedPush => {
  const scopesAt = new Map(wire.addedScopes);
  const editAt = new Map(wire.edits);
  const [hashText, actorText, depText] = [keyOf(wire.hashes), keyOf(wire.actors), keyOf(wire.deps)];
  const changes: KeyedChange[] = [];
  let byteAt = 0;
  let depAt = 0;
  for (let i = 0; i < wire.count; i++) {
    const at = i * STRIDE;
    const n = (column: number): number => wire.numbers[at + column] ?? 0;
    const [length, depLength, code] = [n(1), n(6), n(8)];
    changes.push({
      docIndex: n(0),
      bytes: wire.blob.subarray(byteAt, byteAt + length),
      hash: wire.hashes.subarray(i * 32, i * 32 + 32),
      actor: wire.actors.subarray(i * 16, i * 16 + 16),
      actorSeq: n(2),
      startOp: n(3),
      maxOp: n(4),
      time: n(5),
      deps: wire.deps.subarray(depAt, depAt + depLength),
      manifest: n(7),
      code: code === 0 ? undefined : wire.codes[code - 1],
      addedScopes: scopesAt.get(i) ?? NO_SCOPES,
      edit: editAt.get(i),
      hashKey: hashText.slice(i * 32, i * 32 + 32),
      actorKey: actorText.slice(i * 16, i * 16 + 16),
      depKeys: splitKeys(depText, depAt, depLength),
    });
    byteAt += length;
    depAt += depLength;
  }
  return { changes, roots: wire.roots, names: wire.names, isSigned: wire.isSigned };
};
