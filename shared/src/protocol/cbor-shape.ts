const MAX_DEPTH = 16;

/**
 * Whether the bytes are one CBOR item of the small part of RFC 8949 that our messages use: definite lengths, no tags,
 * no more than 16 levels. One linear walk without recursion or allocation, before any decoder sees the frame: tags
 * 28/29 make cyclic values, deep nesting overflows the stack of whatever walks the value afterwards, and a bignum of
 * 128 kB takes 6 s to decode.
 */
export const isPlainCbor = (bytes: Uint8Array): boolean => {
  const open: number[] = [];
  let pending = 1;
  let at = 0;
  for (;;) {
    while (pending === 0) {
      const outer = open.pop();
      if (outer === undefined) return at === bytes.length;
      pending = outer;
    }
    pending--;
    const head = bytes[at++];
    if (head === undefined) return false;
    const major = head >> 5;
    const info = head & 31;
    if (info > 27) return false;
    const extra = info < 24 ? 0 : 1 << (info - 24);
    if (extra > bytes.length - at) return false;
    let argument = info < 24 ? info : 0;
    for (let i = 0; i < extra; i++) argument = argument * 256 + (bytes[at + i] ?? 0);
    at += extra;
    if (major === 6) return false;
    if (major === 7 && info !== 25 && info !== 26 && info !== 27 && (info < 20 || info > 23)) return false;
    if (major === 2 || major === 3) {
      if (argument > bytes.length - at) return false;
      at += argument;
    } else if (major === 4 || major === 5) {
      const items = major === 4 ? argument : argument * 2;
      if (items > bytes.length - at || open.length >= MAX_DEPTH) return false;
      open.push(pending);
      pending = items;
    }
  }
};
