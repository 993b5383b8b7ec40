/** Raw Snappy, as LevelDB's blocks and Chromium's stored values use it (github.com/google/snappy, format_description). */

const MOST_BYTES = 64 * 1024 * 1024;

const varint = (bytes: Uint8Array, from: number): { readonly value: number; readonly next: number } => {
  let value = 0;
  for (let i = 0; i < 5; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, next: from + i + 1 };
  }
  throw new Error("snappy: no length");
};

/**
 * Undoes Snappy. A stream that is followed by something else gives what came before it.
 * @throws when this is no Snappy at all.
 */
export const unsnappy = (bytes: Uint8Array, from = 0): Uint8Array => {
  const { value: length, next } = varint(bytes, from);
  if (length > MOST_BYTES) throw new Error("snappy: too long");
  const out = new Uint8Array(length);
  let [at, to] = [next, 0];
  const little = (offset: number, count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++) value += (bytes[offset + i] ?? 0) * 2 ** (8 * i);
    return value;
  };
  while (to < length) {
    const tag = bytes[at];
    if (tag === undefined) throw new Error("snappy: cut off");
    const kind = tag & 3;
    if (kind === 0) {
      const short = tag >> 2;
      const extra = short < 60 ? 0 : short - 59;
      const count = (extra === 0 ? short : little(at + 1, extra)) + 1;
      const begin = at + 1 + extra;
      if (begin + count > bytes.length || to + count > length) throw new Error("snappy: cut off");
      out.set(bytes.subarray(begin, begin + count), to);
      at = begin + count;
      to += count;
      continue;
    }
    const count = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const width = kind === 1 ? 1 : kind === 2 ? 2 : 4;
    const back = little(at + 1, width) + (kind === 1 ? (tag >> 5) * 256 : 0);
    if (back === 0 || back > to || to + count > length) throw new Error("snappy: a copy from nowhere");
    for (let i = 0; i < count; i++) out[to + i] = out[to + i - back]!;
    at += 1 + width;
    to += count;
  }
  return out;
};
