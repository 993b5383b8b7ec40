const encoder = new TextEncoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const utf8ToBytes = (text: string): Uint8Array => encoder.encode(text);
/** Throws TypeError on malformed UTF-8: hostile bytes never become replacement characters silently. */
export const bytesToUtf8 = (bytes: Uint8Array): string => strictDecoder.decode(bytes);

const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));

export const bytesToHex = (bytes: Uint8Array): string => {
  let out = "";
  for (let i = 0; i < bytes.length; i++) out += HEX[bytes[i]!];
  return out;
};

/** Value of a hex digit by its character code, 255 for anything else. */
const HEX_DIGIT = new Uint8Array(128).fill(255);
for (let i = 0; i < 16; i++) {
  HEX_DIGIT[i.toString(16).charCodeAt(0)] = i;
  HEX_DIGIT[i.toString(16).toUpperCase().charCodeAt(0)] = i;
}

/** Throws on odd length or a non-hex digit. */
export const hexToBytes = (hex: string): Uint8Array => {
  const out = new Uint8Array(hex.length >> 1);
  let isHex = hex.length % 2 === 0;
  for (let i = 0; i < out.length && isHex; i++) {
    const high = HEX_DIGIT[hex.charCodeAt(i * 2)] ?? 255;
    const low = HEX_DIGIT[hex.charCodeAt(i * 2 + 1)] ?? 255;
    isHex = (high | low) < 16;
    out[i] = high * 16 + low;
  }
  if (!isHex) throw new Error("not a hex string");
  return out;
};

/** RFC 4648 base32 in lower case without padding: safe in file names, URLs and spoken aloud. */
const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

export const bytesToBase32 = (bytes: Uint8Array): string => {
  let out = "";
  let bits = 0;
  let value = 0;
  for (let i = 0; i < bytes.length; i++) {
    value = (value << 8) | bytes[i]!;
    bits += 8;
    while (bits >= 5) {
      out += BASE32[(value >>> (bits - 5)) & 31];
      bits -= 5;
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? out + BASE32[(value << (5 - bits)) & 31] : out;
};

const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BASE64URL_VALUES = new Map(Array.from(BASE64URL, (c, i) => [c, i]));

/** RFC 4648 §5 without padding. */
export const bytesToBase64Url = (bytes: Uint8Array): string => {
  let out = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const n = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const chars = Math.min(4, bytes.length - i + 1);
    for (let c = 0; c < chars; c++) out += BASE64URL[(n >>> (18 - 6 * c)) & 63];
  }
  return out;
};

/** Throws on a character outside the alphabet or an impossible length. */
export const base64UrlToBytes = (text: string): Uint8Array => {
  if (text.length % 4 === 1) throw new Error("not base64url");
  const out = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let value = 0;
  let at = 0;
  for (const c of text) {
    const v = BASE64URL_VALUES.get(c);
    if (v === undefined) throw new Error("not base64url");
    value = ((value << 6) | v) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = (value >>> bits) & 255;
    }
  }
  return out;
};

export const concatBytes = (...parts: readonly Uint8Array[]): Uint8Array => {
  let length = 0;
  for (const p of parts) length += p.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
};

export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};

/** Unsigned 64-bit big-endian, for values up to 2^53 - 1. */
export const u64be = (value: number): Uint8Array => {
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`not an unsigned integer: ${value}`);
  const out = new Uint8Array(8);
  const view = new DataView(out.buffer);
  view.setUint32(0, Math.floor(value / 2 ** 32));
  view.setUint32(4, value >>> 0);
  return out;
};
