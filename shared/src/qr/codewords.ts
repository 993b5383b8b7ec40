import { checkCodewordsOf } from "./reed-solomon.ts";
import { blocks, checkCodewordsPerBlock, dataCodewords, MAX_VERSION } from "./tables.ts";

const BYTE_MODE = 0b0100;
const PADDING = [0xec, 0x11];
const countBits = (version: number): number => (version < 10 ? 8 : 16);

/** The smallest version that holds so many bytes at level M; undefined when none up to 10 does (213 bytes). */
export const versionFor = (byteLength: number): number | undefined => {
  for (let version = 1; version <= MAX_VERSION; version++)
    if (4 + countBits(version) + 8 * byteLength <= 8 * (dataCodewords[version - 1] ?? 0)) return version;
  return undefined;
};

/** Mode, length, bytes, end and padding, as codewords. */
export const dataOf = (bytes: Uint8Array, version: number): number[] => {
  const capacity = dataCodewords[version - 1] ?? 0;
  const bits: number[] = [];
  const put = (value: number, length: number): void => {
    for (let i = length - 1; i >= 0; i--) bits.push((value >>> i) & 1);
  };
  put(BYTE_MODE, 4);
  put(bytes.length, countBits(version));
  for (const byte of bytes) put(byte, 8);
  put(0, Math.min(4, 8 * capacity - bits.length));
  while (bits.length % 8 !== 0) bits.push(0);
  const data: number[] = [];
  for (let i = 0; i < bits.length; i += 8)
    data.push(bits.slice(i, i + 8).reduce((byte, bit) => (byte << 1) | bit, 0));
  for (let i = 0; data.length < capacity; i++) data.push(PADDING[i % 2] ?? 0);
  return data;
};

const column = (rows: readonly (readonly number[])[]): number[] => {
  const longest = Math.max(...rows.map((row) => row.length));
  return Array.from({ length: longest }, (_, i) => rows.flatMap((row) => row[i] ?? [])).flat();
};

/** Data in blocks with their check codewords, interleaved as they are placed. */
export const interleave = (data: readonly number[], version: number): number[] => {
  const count = blocks[version - 1] ?? 1;
  const shorter = Math.floor(data.length / count);
  const long = data.length % count;
  let at = 0;
  const parts = Array.from({ length: count }, (_, i) => {
    const size = shorter + (i >= count - long ? 1 : 0);
    at += size;
    return data.slice(at - size, at);
  });
  const checks = parts.map((part) => checkCodewordsOf(part, checkCodewordsPerBlock[version - 1] ?? 0));
  return [...column(parts), ...column(checks)];
};
