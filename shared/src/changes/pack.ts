import { ByteReader, ByteWriter, contentKey, equalBytes, sha256, TruncatedError } from "../bytes/index.ts";
import { err, ok, type Result } from "../result.ts";
import {
  CHUNK_MAGIC,
  CHUNK_TYPE_CHANGE,
  type ChangeErrorCode,
  type ChangeHeader,
  readChange,
  ulebLength,
} from "./chunk.ts";
import { COLUMN, columnsOfRest } from "./columns.ts";
import { changeLimits } from "./limits.ts";

/**
 * A pack carries many changes of many documents without what the receiver computes anyway: chunk framing and
 * checksum, dependencies that stand earlier in the same pack, and content-hash keys (base32 of SHA-256 of a value in
 * the same change). Those are ~75 incompressible bytes of a ~300-byte change. The result is deflated as a whole.
 *
 * Layout (all numbers unsigned LEB128): version 1, count, then per change: document index; number of deps, each
 * either 0 and 32 raw bytes, or k ≥ 1 for "the change k before this one"; number of holes, each (offset in the rest,
 * value offset, value length); length of the rest and its bytes, without the 26 bytes of each hole. "Rest" is the
 * change body behind the deps; value offsets count in the restored rest. [PR3]
 */
export const PACK_VERSION = 1;
export const KEY_LENGTH = 26;
const MAX_CHANGES = 4096;
const MAX_HOLES = 2048;

export interface PackItem {
  readonly docIndex: number;
  /** A plain change chunk. */
  readonly bytes: Uint8Array;
  /** Its hash, where the caller has it from where the change was made or stored. */
  readonly hash?: Uint8Array;
}
export interface UnpackedChange {
  readonly docIndex: number;
  readonly bytes: Uint8Array;
  readonly header: ChangeHeader;
}
/** A change that the guard refused: its bytes are kept for salvage, its hash because a manifest names it. */
export interface BadChange {
  readonly docIndex: number;
  readonly error: ChangeErrorCode;
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
}
export type PackErrorCode = "pack-malformed" | "pack-too-many" | ChangeErrorCode;

interface Hole {
  readonly at: number;
  readonly valueAt: number;
  readonly valueLength: number;
}

/** The hole of a plain set, whose key and value the guard has found already. */
const plainHole = (bytes: Uint8Array, { afterDepsAt, plainSet }: ChangeHeader): Hole[] => {
  if (!plainSet || plainSet.keyLength !== KEY_LENGTH) return [];
  const { keyAt, valueAt, valueLength } = plainSet;
  const key = contentKey(bytes.subarray(valueAt, valueAt + valueLength));
  for (let i = 0; i < KEY_LENGTH; i++) if (bytes[keyAt + i] !== key.charCodeAt(i)) return [];
  return [{ at: keyAt - afterDepsAt, valueAt: valueAt - afterDepsAt, valueLength }];
};

/** Finds keys in a change's rest that are the content hash of one of its own string values. */
const findHoles = (rest: Uint8Array): Hole[] => {
  const columns = columnsOfRest(new ByteReader(rest));
  const keys = columns.get(COLUMN.keyString);
  const meta = columns.get(COLUMN.valueMeta);
  const raw = columns.get(COLUMN.valueRaw);
  if (!keys || !meta || !raw) return [];
  const valueByKey = new Map<string, { at: number; length: number }>();
  const metaReader = new ByteReader(rest, meta.at, meta.at + meta.length);
  let valueAt = raw.at;
  const take = (tag: number) => {
    const length = Math.floor(tag / 16);
    if (tag % 16 === 6 && length > 0)
      valueByKey.set(contentKey(rest.subarray(valueAt, valueAt + length)), { at: valueAt, length });
    valueAt += length;
  };
  while (!metaReader.done) {
    const run = metaReader.sleb();
    if (run === 0) metaReader.uleb();
    else if (run > 0) for (let i = 0, tag = metaReader.uleb(); i < run; i++) take(tag);
    else for (let i = 0; i < -run; i++) take(metaReader.uleb());
  }
  const holes: Hole[] = [];
  const keyReader = new ByteReader(rest, keys.at, keys.at + keys.length);
  const takeKey = () => {
    const length = keyReader.uleb();
    const at = keyReader.at;
    const text = keyReader.bytes(length);
    const value = length === KEY_LENGTH ? valueByKey.get(String.fromCharCode(...text)) : undefined;
    if (!value || value.at < at + KEY_LENGTH) return;
    holes.push({ at, valueAt: value.at, valueLength: value.length });
    valueByKey.delete(String.fromCharCode(...text)); // once only: the receiver bounds what it hashes for a change
  };
  while (!keyReader.done) {
    const run = keyReader.sleb();
    if (run === 0) keyReader.uleb();
    else if (run > 0) takeKey();
    else for (let i = 0; i < -run; i++) takeKey();
  }
  return holes;
};

/** The first bytes of a hash as a number: finds a change of the same pack, and is checked before it is believed. */
const tagOf = (hash: Uint8Array): number => hash[0]! | (hash[1]! << 8) | (hash[2]! << 16) | (hash[3]! << 24);

/** Packs plain changes (each within limits) in order. Throws on a change that `readChange` refuses: a bug upstream. */
export const packChanges = (items: readonly PackItem[]): Uint8Array => {
  const writer = new ByteWriter().uleb(PACK_VERSION).uleb(items.length);
  const indexByTag = new Map<number, number>();
  const hashes: Uint8Array[] = [];
  items.forEach(({ docIndex, bytes, hash }, index) => {
    const read = readChange(bytes, hash);
    if (!read.ok) throw new Error(`cannot pack: ${read.error}`);
    const header = read.value;
    writer.uleb(docIndex).uleb(header.deps.length);
    for (const dep of header.deps) {
      const at = indexByTag.get(tagOf(dep));
      if (at === undefined || !equalBytes(hashes[at]!, dep)) writer.uleb(0).bytes(dep);
      else writer.uleb(index - at);
    }
    const rest = bytes.subarray(header.afterDepsAt);
    const holes = header.plainSet ? plainHole(bytes, header) : findHoles(rest);
    writer.uleb(holes.length);
    for (const h of holes) writer.uleb(h.at).uleb(h.valueAt).uleb(h.valueLength);
    writer.uleb(rest.length - KEY_LENGTH * holes.length);
    let from = 0;
    for (const h of holes) {
      writer.bytes(rest.subarray(from, h.at));
      from = h.at + KEY_LENGTH;
    }
    writer.bytes(rest.subarray(from));
    hashes.push(header.hash);
    indexByTag.set(tagOf(header.hash), index);
  });
  return writer.finish();
};

/**
 * Room for restored changes, cut from large pieces: an array buffer of its own for every 300-byte change costs more
 * than all that is done with it.
 */
class Slab {
  #bytes = new Uint8Array(0);
  #at = 0;

  take(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) {
      this.#bytes = new Uint8Array(Math.max(SLAB_BYTES, length));
      this.#at = 0;
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
const SLAB_BYTES = 128 * 1024;

const writeUleb = (out: Uint8Array, at: number, value: number): number => {
  let to = at;
  let rest = value;
  while (rest >= 128) {
    out[to++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  out[to++] = rest;
  return to;
};

/** Restores one chunk: framing, deps, and the rest with its keys. The hash is written when the bytes are complete. */
const restoreChunk = (
  reader: ByteReader,
  deps: readonly Uint8Array[],
  slab: Slab,
): { bytes: Uint8Array; hash: Uint8Array } | undefined => {
  const holeCount = reader.uleb();
  if (holeCount > MAX_HOLES) return undefined;
  const holes: Hole[] = [];
  let hashedBytes = 0;
  for (let i = 0; i < holeCount; i++) {
    const hole = { at: reader.uleb(), valueAt: reader.uleb(), valueLength: reader.uleb() };
    hashedBytes += hole.valueLength;
    holes.push(hole);
  }
  const length = reader.uleb();
  // Every hole costs a hash of its value. Honest values do not overlap, so together they fit in the change: without
  // this bound a 4 kB deflated pack asks for gigabytes to be hashed.
  if (length > changeLimits.maxBytes || hashedBytes > changeLimits.maxBytes) return undefined;
  const squeezed = reader.bytes(length);
  const restLength = length + KEY_LENGTH * holeCount;
  const bodyLength = ulebLength(deps.length) + 32 * deps.length + restLength;
  const chunk = slab.take(9 + ulebLength(bodyLength) + bodyLength);
  chunk.set(CHUNK_MAGIC);
  chunk[8] = CHUNK_TYPE_CHANGE;
  let restAt = writeUleb(chunk, writeUleb(chunk, 9, bodyLength), deps.length);
  for (const dep of deps) {
    chunk.set(dep, restAt);
    restAt += 32;
  }
  let from = 0;
  let to = 0;
  for (const h of holes) {
    const run = h.at - to;
    if (run < 0 || from + run > length) return undefined;
    chunk.set(squeezed.subarray(from, from + run), restAt + to);
    from += run;
    to = h.at + KEY_LENGTH;
  }
  chunk.set(squeezed.subarray(from), restAt + to);
  for (const h of holes) {
    if (h.valueAt < h.at + KEY_LENGTH || h.valueAt + h.valueLength > restLength) return undefined;
    const valueAt = restAt + h.valueAt;
    const key = contentKey(chunk.subarray(valueAt, valueAt + h.valueLength));
    for (let i = 0; i < KEY_LENGTH; i++) chunk[restAt + h.at + i] = key.charCodeAt(i);
  }
  const hash = sha256(chunk.subarray(8));
  for (let i = 0; i < 4; i++) chunk[4 + i] = hash[i]!;
  return { bytes: chunk, hash };
};

/**
 * Restores a pack (already inflated within a bound). Changes come out in order, each with its header read and its
 * hash computed from the restored bytes; they are views into larger buffers. The whole pack is refused on a framing
 * error; a single bad change is given as its error, so that it never blocks the others. Never throws. [PR3]
 */
export const unpackChanges = (pack: Uint8Array): Result<(UnpackedChange | BadChange)[], PackErrorCode> => {
  try {
    const reader = new ByteReader(pack);
    if (reader.uleb() !== PACK_VERSION) return err("pack-malformed");
    const count = reader.uleb();
    if (count > MAX_CHANGES) return err("pack-too-many");
    const out: (UnpackedChange | BadChange)[] = [];
    const hashes: Uint8Array[] = [];
    const slab = new Slab();
    for (let i = 0; i < count; i++) {
      const docIndex = reader.uleb();
      const depCount = reader.uleb();
      if (depCount > changeLimits.maxDeps) return err("pack-malformed");
      const deps: Uint8Array[] = [];
      for (let d = 0; d < depCount; d++) {
        const back = reader.uleb();
        const dep = back === 0 ? reader.bytes(32) : hashes[i - back];
        if (!dep) return err("pack-malformed");
        deps.push(dep);
      }
      const restored = restoreChunk(reader, deps, slab);
      if (!restored) return err("pack-malformed");
      const { bytes, hash } = restored;
      hashes.push(hash);
      const header = readChange(bytes, hash);
      out.push(
        header.ok
          ? { docIndex, bytes, header: header.value }
          : { docIndex, error: header.error, bytes, hash },
      );
    }
    return reader.done ? ok(out) : err("pack-malformed");
  } catch (error) {
    if (error instanceof TruncatedError) return err("pack-malformed");
    throw error;
  }
};
