import { unsnappy } from "./snappy.ts";

/** What LevelDB's files hold, every block decompressed and every record in one piece (leveldb/doc, *_format.md). */

const LOG_BLOCK_BYTES = 32_768;
const LOG_HEADER_BYTES = 7;
const FOOTER_BYTES = 48;
const TABLE_MAGIC = Buffer.from("57fb808b247547db", "hex");

const varint = (bytes: Buffer, from: number): [value: number, next: number] => {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return [value, from + i + 1];
  }
  throw new Error("leveldb: no varint");
};

/** The records of a write-ahead log: long ones lie in fragments, with headers between that would split a name. */
export const logRecords = (file: Buffer): Buffer[] => {
  const records: Buffer[] = [];
  let parts: Buffer[] = [];
  for (let block = 0; block < file.length; block += LOG_BLOCK_BYTES) {
    const end = Math.min(block + LOG_BLOCK_BYTES, file.length);
    for (let at = block; at + LOG_HEADER_BYTES <= end; ) {
      const length = file.readUInt16LE(at + 4);
      const type = file[at + 6];
      if (type === undefined || type < 1 || type > 4) break; // padding, or preallocated
      parts.push(file.subarray(at + LOG_HEADER_BYTES, Math.min(at + LOG_HEADER_BYTES + length, end)));
      at += LOG_HEADER_BYTES + length;
      if (type === 2 || type === 3) continue;
      records.push(Buffer.concat(parts));
      parts = [];
    }
  }
  if (parts.length > 0) records.push(Buffer.concat(parts));
  return records;
};

/** The entries of a block, prefixes of keys restored. */
const entriesOf = (block: Buffer): { readonly key: Buffer; readonly value: Buffer }[] => {
  const restarts = block.readUInt32LE(block.length - 4);
  const end = block.length - 4 - 4 * restarts;
  const entries = [];
  let key: Buffer = Buffer.alloc(0);
  for (let at = 0; at < end; ) {
    const [shared, a] = varint(block, at);
    const [own, b] = varint(block, a);
    const [length, begin] = varint(block, b);
    key = Buffer.concat([key.subarray(0, shared), block.subarray(begin, begin + own)]);
    entries.push({ key, value: block.subarray(begin + own, begin + own + length) });
    at = begin + own + length;
  }
  return entries;
};

const blockAt = (file: Buffer, offset: number, size: number): Buffer => {
  const bytes = file.subarray(offset, offset + size);
  const kind = file[offset + size];
  if (kind === 0) return bytes;
  if (kind === 1) return Buffer.from(unsnappy(bytes));
  throw new Error(`leveldb: a block compressed in way ${kind}`);
};

/** The entries of a sorted table (.ldb): keys and values as they were written. */
export const tableEntries = (file: Buffer): { readonly key: Buffer; readonly value: Buffer }[] => {
  const footer = file.subarray(file.length - FOOTER_BYTES);
  if (!footer.subarray(40).equals(TABLE_MAGIC)) throw new Error("leveldb: no table");
  const [, a] = varint(footer, 0);
  const [, b] = varint(footer, a);
  const [indexOffset, c] = varint(footer, b);
  const [indexSize] = varint(footer, c);
  return entriesOf(blockAt(file, indexOffset, indexSize)).flatMap(({ value }) => {
    const [offset, next] = varint(value, 0);
    const [size] = varint(value, next);
    return entriesOf(blockAt(file, offset, size));
  });
};
