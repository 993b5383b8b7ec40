import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  base64UrlToBytes,
  bytesToBase32,
  bytesToBase64Url,
  bytesToHex,
  bytesToUtf8,
  concatBytes,
  equalBytes,
  hexToBytes,
  u64be,
  utf8ToBytes,
} from "./encoding.ts";

const bytes = fc.uint8Array({ maxLength: 200 });

/** RFC 4648 base32, the slow and obvious way. */
const slowBase32 = (input: Uint8Array): string => {
  const bits = [...input].map((b) => b.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => "abcdefghijklmnopqrstuvwxyz234567"[Number.parseInt(five.padEnd(5, "0"), 2)])
    .join("");
};

describe("encodings", () => {
  it("[RC4] base32 agrees with RFC 4648's own vectors and with the slow way", () => {
    const vectors = {
      f: "my",
      fo: "mzxq",
      foo: "mzxw6",
      foob: "mzxw6yq",
      fooba: "mzxw6ytb",
      foobar: "mzxw6ytboi",
    };
    for (const [text, expected] of Object.entries(vectors))
      expect(bytesToBase32(utf8ToBytes(text))).toBe(expected);
    fc.assert(
      fc.property(bytes, (b) => {
        expect(bytesToBase32(b)).toBe(slowBase32(b));
      }),
    );
  });

  it("base64url agrees with Node's and comes back", () => {
    fc.assert(
      fc.property(bytes, (b) => {
        expect(bytesToBase64Url(b)).toBe(Buffer.from(b).toString("base64url"));
        expect(base64UrlToBytes(bytesToBase64Url(b))).toEqual(b);
      }),
    );
  });

  it.each(["a", "ab=c", "ab+c", "ab/c", "ab c", "abcde", "é"])("base64url refuses %j", (text) => {
    expect(() => base64UrlToBytes(text)).toThrow("not base64url");
  });

  it("hex comes back, and refuses what is not hex", () => {
    fc.assert(
      fc.property(bytes, (b) => {
        expect(hexToBytes(bytesToHex(b))).toEqual(b);
      }),
    );
    for (const text of ["0", "0g", "0x00", " 00"]) expect(() => hexToBytes(text)).toThrow("not a hex string");
  });

  it("UTF-8 comes back, and malformed bytes throw instead of becoming replacement characters", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (s) => {
        expect(bytesToUtf8(utf8ToBytes(s))).toBe(s);
      }),
    );
    for (const bad of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]])
      expect(() => bytesToUtf8(Uint8Array.from(bad))).toThrow(TypeError);
    expect(bytesToUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe("\ufeffa");
  });

  it("[PR6] u64be is big-endian up to 2^53 - 1 and refuses the rest", () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (n) => {
        expect(Buffer.from(u64be(n)).readBigUInt64BE()).toBe(BigInt(n));
      }),
    );
    for (const bad of [-1, 1.5, 2 ** 53, Number.NaN]) expect(() => u64be(bad)).toThrow("unsigned integer");
  });

  it("joins and compares", () => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(concatBytes(a, b)).toEqual(Uint8Array.from([...a, ...b]));
        expect(equalBytes(a, b)).toBe(Buffer.compare(a, b) === 0);
      }),
    );
  });
});
