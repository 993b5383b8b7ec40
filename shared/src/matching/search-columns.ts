import { bytesToUtf8, utf8ToBytes } from "../bytes/index.ts";

/**
 * An index as it is stored: columns over one stretch of bytes, so that opening it costs no work per patient. A phone
 * that starts reads numbers where they lie and parses the texts of a query's first use.
 */
export interface SearchColumns {
  /** Sorted by code units. */
  readonly words: readonly string[];
  /** By word. */
  readonly keys: readonly string[];
  readonly wordMasks: Int32Array;
  readonly keyMasks: Int32Array;
  /** Word numbers in the order of their keys. */
  readonly keyOrder: Uint32Array;
  /** Where each word's postings begin in `postings`; one more than there are words. */
  readonly postingStarts: Uint32Array;
  readonly postings: Uint32Array;
  /** By slot. */
  readonly ranks: Float64Array;
  /** JSON of ids and of numbers, by slot. */
  readonly idsText: Uint8Array;
  readonly numbersText: Uint8Array;
}

/** Raise it whenever folding, aliases or skeleton rules change: keys are stored, and old ones would no longer meet new queries. */
const VERSION = 2;
const MAGIC = 0x41535249;
const SECTIONS = 10;
/** Magic, version, checksum, then the length of each section in bytes; a multiple of 8, as each section's begin is. */
const HEAD_WORDS = 14;
const ALIGN = 8;

const padded = (length: number): number => Math.ceil(length / ALIGN) * ALIGN;

/** Over everything but itself, a word at a time (FNV-1a's step): damage that no storage has noticed. */
const checksumOf = (bytes: Uint8Array): number => {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  let sum = 0x811c9dc5;
  for (let i = 0; i < words.length; i++) if (i !== 2) sum = Math.imul(sum ^ (words[i] ?? 0), 0x01000193);
  return sum >>> 0;
};

const json = (value: unknown): Uint8Array => utf8ToBytes(JSON.stringify(value));
const raw = (of: ArrayBufferView): Uint8Array => new Uint8Array(of.buffer, of.byteOffset, of.byteLength);

const asView = <T extends ArrayBufferView>(
  make: {
    new (buffer: ArrayBufferLike, at: number, length: number): T;
    readonly BYTES_PER_ELEMENT: number;
  },
  bytes: Uint8Array,
): T => new make(bytes.buffer, bytes.byteOffset, bytes.length / make.BYTES_PER_ELEMENT);

export const encodeColumns = (
  columns: Omit<SearchColumns, "idsText" | "numbersText"> & {
    readonly ids: readonly string[];
    readonly numbers: readonly string[];
  },
): Uint8Array => {
  const sections = [
    json(columns.words),
    json(columns.keys),
    raw(columns.wordMasks),
    raw(columns.keyMasks),
    raw(columns.keyOrder),
    raw(columns.postingStarts),
    raw(columns.postings),
    raw(columns.ranks),
    json(columns.ids),
    json(columns.numbers),
  ];
  const length = sections.reduce((sum, section) => sum + padded(section.length), HEAD_WORDS * 4);
  const out = new Uint8Array(length);
  const head = new Uint32Array(out.buffer, 0, HEAD_WORDS);
  head.set([MAGIC, VERSION, 0, ...sections.map((section) => section.length)]);
  let at = HEAD_WORDS * 4;
  for (const section of sections) {
    out.set(section, at);
    at += padded(section.length);
  }
  head[2] = checksumOf(out);
  return out;
};

/** Undefined for anything that this version did not write whole. */
export const decodeColumns = (data: Uint8Array): SearchColumns | undefined => {
  const bytes = data.byteOffset % ALIGN === 0 ? data : data.slice();
  if (bytes.length < HEAD_WORDS * 4 || bytes.length % ALIGN !== 0) return undefined;
  const head = new Uint32Array(bytes.buffer, bytes.byteOffset, HEAD_WORDS);
  if (head[0] !== MAGIC || head[1] !== VERSION || head[2] !== checksumOf(bytes)) return undefined;
  const lengths = Array.from({ length: SECTIONS }, (_, i) => head[3 + i] ?? 0);
  if (lengths.reduce((sum, length) => sum + padded(length), HEAD_WORDS * 4) !== bytes.length)
    return undefined;
  let from = HEAD_WORDS * 4;
  let section = 0;
  const next = (): Uint8Array => {
    const length = lengths[section++] ?? 0;
    const bytesOfSection = bytes.subarray(from, from + length);
    from += padded(length);
    return bytesOfSection;
  };
  const texts = (): string[] => JSON.parse(bytesToUtf8(next())) as string[];
  const int32s = (): Int32Array => asView(Int32Array, next());
  const uint32s = (): Uint32Array => asView(Uint32Array, next());
  // In the order in which `encodeColumns` wrote them.
  return {
    words: texts(),
    keys: texts(),
    wordMasks: int32s(),
    keyMasks: int32s(),
    keyOrder: uint32s(),
    postingStarts: uint32s(),
    postings: uint32s(),
    ranks: asView(Float64Array, next()),
    idsText: next(),
    numbersText: next(),
  };
};
