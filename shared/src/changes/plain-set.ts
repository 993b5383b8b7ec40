import { changeLimits } from "./limits.ts";

/**
 * Where the one operation of a change stands that sets one new key of one container to one string: the shape of every
 * reading. Offsets count in the chunk.
 */
export interface PlainSet {
  /** The container's object id. `ownObject`: made by the change's own actor; otherwise by the one other actor named. */
  readonly objectCounter: number;
  readonly objectActorAt: number;
  readonly keyAt: number;
  readonly keyLength: number;
  readonly valueAt: number;
  readonly valueLength: number;
}

export interface PlainSetBody {
  readonly depCount: number;
  readonly depsAt: number;
  readonly actorAt: number;
  readonly seq: number;
  readonly startOp: number;
  readonly time: number;
  readonly set: PlainSet;
}

const ACTOR_BYTES = 16;
const ONE_LITERAL = 0x7f;
const STRING_TYPE = 6;
const NO = -1;

/** Reads numbers in their shortest form only; after the first thing that is not as it must be, everything is `NO`. */
class StrictCursor {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** Whether the next byte is this one, which is then behind us. */
  is(byte: number): boolean {
    return this.#bytes[this.at++] === byte;
  }

  /** Unsigned LEB128 below 2^49; `NO` for a longer or an overlong one. */
  uleb(): number {
    let result = 0;
    let scale = 1;
    for (let i = 0; i < 7; i++) {
      const byte = this.#bytes[this.at++] ?? 0x80;
      result += (byte & 0x7f) * scale;
      if (byte < 0x80) return byte === 0 && i > 0 ? NO : result;
      scale *= 128;
    }
    return NO;
  }

  /** A non-negative signed LEB128 below 2^48; `NO` for anything else. */
  positiveSleb(): number {
    let result = 0;
    let scale = 1;
    let previous = 0;
    for (let i = 0; i < 7; i++) {
      const byte = this.#bytes[this.at++] ?? 0x80;
      result += (byte & 0x7f) * scale;
      if (byte < 0x80) {
        const isOverlong = byte === 0 && i > 0 && (previous & 0x40) === 0;
        return isOverlong || (byte & 0x40) !== 0 ? NO : result;
      }
      previous = byte;
      scale *= 128;
    }
    return NO;
  }

  /** Steps over so many bytes and gives where they began; `NO` when there are not so many. */
  span(length: number): number {
    const from = this.at;
    if (length < 0 || length > this.#bytes.length - from) return NO;
    this.at = from + length;
    return from;
  }
}

const isAscending = (bytes: Uint8Array, at: number, count: number): boolean => {
  for (let dep = 1; dep < count; dep++) {
    const [a, b] = [at + (dep - 1) * 32, at + dep * 32];
    let i = 0;
    while (i < 32 && bytes[a + i] === bytes[b + i]) i++;
    if (i === 32 || bytes[a + i]! > bytes[b + i]!) return false;
  }
  return true;
};

/**
 * Reads a change body that holds exactly one `set` of a string under a new key of a container, in the one encoding that
 * Automerge itself writes: every number in its shortest form, one literal a column, no actor that is not needed, nothing
 * behind. What it accepts is canonical by construction, and its operation is known without decoding it in wasm, which
 * costs ten times as much. Anything else, valid or not, is undefined: the general reader and the decoder judge it. [PR4]
 * @param bytes a chunk whose length and checksum were verified. @param bodyAt where its body begins.
 */
export const readPlainSet = (bytes: Uint8Array, bodyAt: number): PlainSetBody | undefined => {
  const c = new StrictCursor(bytes, bodyAt);
  const depCount = c.uleb();
  if (depCount < 0 || depCount > changeLimits.maxDeps) return undefined;
  const depsAt = c.span(32 * depCount);
  if (depsAt < 0 || !isAscending(bytes, depsAt, depCount) || !c.is(ACTOR_BYTES)) return undefined;
  const actorAt = c.span(ACTOR_BYTES);
  const [seq, startOp, time] = [c.uleb(), c.uleb(), c.positiveSleb()];
  if (actorAt < 0 || seq < 1 || startOp < 1 || startOp > changeLimits.maxStartOp || time < 0)
    return undefined;
  if (!c.is(0)) return undefined; // no message
  const others = c.uleb();
  if (others !== 0 && others !== 1) return undefined;
  if (others === 1 && !c.is(ACTOR_BYTES)) return undefined;
  const objectActorAt = others === 1 ? c.span(ACTOR_BYTES) : actorAt;
  if (objectActorAt < 0) return undefined;
  if (others === 1 && !differ(bytes, actorAt, objectActorAt)) return undefined;

  // The column table: object actor, object counter, key, insert, action, value's kind, value, number of predecessors.
  if (!c.is(8) || !c.is(0x01) || !c.is(2) || !c.is(0x02)) return undefined;
  const counterLength = c.uleb();
  if (!c.is(0x15)) return undefined;
  const keyColumn = c.uleb();
  if (!c.is(0x34) || !c.is(1) || !c.is(0x42) || !c.is(2) || !c.is(0x56)) return undefined;
  const metaLength = c.uleb();
  if (!c.is(0x57)) return undefined;
  const valueLength = c.uleb();
  if (!c.is(0x70) || !c.is(2)) return undefined;

  if (!c.is(ONE_LITERAL) || !c.is(others)) return undefined;
  const counterAt = c.at;
  if (!c.is(ONE_LITERAL)) return undefined;
  const objectCounter = c.uleb();
  if (objectCounter < 1 || c.at - counterAt !== counterLength) return undefined;
  const keyColumnAt = c.at;
  if (!c.is(ONE_LITERAL)) return undefined;
  const keyLength = c.uleb();
  if (keyLength < 1 || keyLength > changeLimits.maxKeyBytes) return undefined;
  const keyAt = c.span(keyLength);
  if (keyAt < 0 || c.at - keyColumnAt !== keyColumn) return undefined;
  if (!c.is(1) || !c.is(ONE_LITERAL) || !c.is(1)) return undefined; // no insert; action "set"
  const metaAt = c.at;
  if (!c.is(ONE_LITERAL) || valueLength < 1 || c.uleb() !== valueLength * 16 + STRING_TYPE) return undefined;
  if (c.at - metaAt !== metaLength) return undefined;
  const valueAt = c.span(valueLength);
  if (valueAt < 0 || !c.is(ONE_LITERAL) || !c.is(0) || c.at !== bytes.length) return undefined;
  return {
    depCount,
    depsAt,
    actorAt,
    seq,
    startOp,
    time,
    set: { objectCounter, objectActorAt, keyAt, keyLength, valueAt, valueLength },
  };
};

const differ = (bytes: Uint8Array, a: number, b: number): boolean => {
  for (let i = 0; i < ACTOR_BYTES; i++) if (bytes[a + i] !== bytes[b + i]) return true;
  return false;
};
