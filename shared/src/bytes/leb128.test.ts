import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteReader, ByteWriter, TruncatedError } from "./leb128.ts";

/** Signed LEB128 over BigInt, from the DWARF definition. */
const signedLeb = (value: bigint): Uint8Array => {
  const out: number[] = [];
  for (let rest = value; ; ) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    if ((rest === 0n && low < 64) || (rest === -1n && low >= 64)) return Uint8Array.from([...out, low]);
    out.push(low | 0x80);
  }
};

describe("LEB128", () => {
  it("[PR3] unsigned numbers come back up to 2^53 - 1", () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (n) => {
        const bytes = new ByteWriter().uleb(n).finish();
        const reader = new ByteReader(bytes);
        expect(reader.uleb()).toBe(n);
        expect(reader.done).toBe(true);
      }),
    );
  });

  it("signed numbers come back within ±2^53", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (n) => {
        expect(new ByteWriter().sleb(n).finish()).toEqual(signedLeb(BigInt(n)));
        expect(new ByteReader(signedLeb(BigInt(n))).sleb()).toBe(n === 0 ? 0 : n);
      }),
    );
  });

  it.each([
    ["nothing", []],
    ["an unfinished number", [0x80]],
    ["2^53", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]],
    ["nine bytes of zero", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00]],
  ])("refuses %s", (_name, bytes) => {
    expect(() => new ByteReader(Uint8Array.from(bytes)).uleb()).toThrow(TruncatedError);
    expect(() => new ByteReader(Uint8Array.from(bytes)).sleb()).toThrow(TruncatedError);
  });

  it("never reads past its end, whatever length is asked for", () => {
    const reader = new ByteReader(new Uint8Array(10), 2, 5);
    for (const length of [-1, 4, 2 ** 40, Number.POSITIVE_INFINITY])
      expect(() => reader.bytes(length)).toThrow(TruncatedError);
    expect(reader.bytes(3)).toHaveLength(3);
    expect(() => reader.byte()).toThrow(TruncatedError);
  });

  it("the writer grows and gives a copy", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 })), (parts) => {
        const writer = new ByteWriter();
        for (const part of parts) writer.bytes(part);
        const first = writer.finish();
        writer.byte(1);
        expect(first).toEqual(Uint8Array.from(parts.flatMap((p) => [...p])));
      }),
    );
  });
});
