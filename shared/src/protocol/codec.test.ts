import { Encoder } from "cbor-x";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes, sha256, utf8ToBytes } from "../bytes/index.ts";
import { sampleDown, sampleUp } from "../testing/sample-messages.ts";
import { SeededRandom } from "../testing/seeded-random.ts";
import { isPlainCbor } from "./cbor-shape.ts";
import { decodeCbor, decodeDown, decodeUp, encodeCbor, encodeDown, encodeUp } from "./codec.ts";
import { MAX_FRAME_BYTES } from "./version.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
/** {"t": "hello", "x": …} */
const withX = (tail: number[]) => concatBytes(hex("a2 6174 6568656c6c6f 6178"), Uint8Array.from(tail));

describe("frames", () => {
  it("[PR1] every message comes back as it was, in both directions", () => {
    for (const message of Object.values(sampleUp))
      expect(decodeUp(encodeUp(message))).toEqual({ ok: true, value: message });
    for (const message of Object.values(sampleDown))
      expect(decodeDown(encodeDown(message))).toEqual({ ok: true, value: message });
  });

  it("[PR1] byte strings outlive the frame they came in", () => {
    const frame = encodeUp(sampleUp["push"]!);
    const decoded = decodeUp(frame);
    frame.fill(0);
    expect(decoded).toEqual({ ok: true, value: sampleUp["push"] });
  });

  it("[PR1] a message of the other direction is refused", () => {
    for (const message of Object.values(sampleDown))
      expect(decodeUp(encodeDown(message))).toEqual({ ok: false, error: "message-shape" });
    for (const message of Object.values(sampleUp))
      expect(decodeDown(encodeUp(message))).toEqual({ ok: false, error: "message-shape" });
  });

  it("[PR1] a field that a newer peer added is ignored; a missing or wrong one is refused", () => {
    const hello = sampleUp["hello"]!;
    expect(decodeUp(encodeCbor({ ...hello, colour: "red" }))).toEqual({ ok: true, value: hello });
    for (const field of Object.keys(hello).filter((f) => f !== "t")) {
      const { [field as "t"]: _gone, ...rest } = hello;
      expect(decodeUp(encodeCbor(rest))).toEqual({ ok: false, error: "message-shape" });
      expect(decodeUp(encodeCbor({ ...hello, [field]: [] }))).toEqual({ ok: false, error: "message-shape" });
    }
    const push = sampleUp["push"] as unknown as Record<string, unknown>;
    for (const id of [-1, 1.5, 2 ** 32, "1"])
      expect(decodeUp(encodeCbor({ ...push, id }))).toEqual({ ok: false, error: "message-shape" });
    expect(decodeUp(encodeCbor({ t: "fetch" }))).toEqual({ ok: false, error: "message-shape" });
  });

  it.each<[string, Uint8Array]>([
    ["nothing", hex("")],
    ["one byte: null", hex("f6")],
    ["one byte: undefined", hex("f7")],
    ["one byte: break", hex("ff")],
    ["a number", hex("01")],
    ["a text", hex("6161")],
    ["an array", hex("83010203")],
    ["an empty map", hex("a0")],
    ["a map without t", hex("a1 6178 01")],
    ["t as a number", hex("a1 6174 01")],
    ["a cut frame", hex("a2 6174 65 6865")],
    ["two items", hex("a1 6174 6161 f6")],
    ["an indefinite map", hex("bf 6174 6161 ff")],
    ["a bignum", withX([0xc2, 0x42, 1, 0])],
    ["a date tag", withX([0xc1, 0x00])],
    ["a value that contains itself", hex("d81c a2 6174 6568656c6c6f 6178 d81d 00")],
    ["an array that contains itself", withX([0xd8, 28, 0x81, 0xd8, 29, 0])],
    ["a record definition", hex("d9dfff 83 00 81 6174 81 6161")],
    ["packed strings", hex("d9df f0 83 80 80 00")],
    ["a map of 2^63 pairs", hex("bb 7fffffffffffffff 00")],
    ["an array of 2^32 items", hex("9a ffffffff 00")],
    ["a byte string of 2^53 bytes", withX([0x5b, 0x00, 0x20, 0, 0, 0, 0, 0, 0])],
    ["17 levels", withX([...Array(16).fill(0x81), 0])],
    ["400,000 levels of arrays", withX([...Array(400_000).fill(0x81), 0])],
    ["200,000 levels of maps", withX([...Array(200_000).fill([0xa1, 0x60]).flat(), 0])],
    ["a simple value of no meaning", withX([0xf8, 0xff])],
  ])("[PR1] %s is malformed", (_name, frame) => {
    expect(decodeUp(frame)).toEqual({ ok: false, error: "frame-malformed" });
    expect(decodeDown(frame)).toEqual({ ok: false, error: "frame-malformed" });
  });

  it("[PR1] every depth between sensible and absurd is answered, none by a stack overflow", () => {
    for (let depth = 1; depth < 12_000; depth += 97)
      for (const level of [[0x81], [0xa1, 0x60]])
        expect(decodeUp(withX([...Array(depth).fill(level).flat(), 0])).ok).toBe(false);
  });

  it("[PR1] a frame over the limit is refused unread", () => {
    expect(decodeUp(new Uint8Array(MAX_FRAME_BYTES + 1))).toEqual({ ok: false, error: "frame-too-large" });
  });

  it("[PR1] 20,000 mutated frames and 5,000 random ones never throw", () => {
    const random = new SeededRandom(17);
    const frames = [...Object.values(sampleUp).map(encodeUp), ...Object.values(sampleDown).map(encodeDown)];
    for (let n = 0; n < 20_000; n++) {
      let frame = random.pick(frames).slice();
      for (let flips = random.int(4); flips >= 0; flips--) frame[random.int(frame.length)] = random.int(256);
      if (random.chance(0.2)) frame = frame.slice(0, random.int(frame.length));
      expect(typeof decodeUp(frame).ok).toBe("boolean");
      expect(typeof decodeDown(frame).ok).toBe("boolean");
    }
    for (let n = 0; n < 5000; n++) expect(decodeUp(random.bytes(random.int(80))).ok).toBe(false);
  });

  it("[PR1] a key named __proto__ reaches no object's prototype", () => {
    expect(decodeUp(encodeCbor(JSON.parse('{"t":"hello","__proto__":{"token":"x"}}'))).ok).toBe(false);
    expect(({} as { token?: unknown }).token).toBeUndefined();
  });
});

describe("plain CBOR", () => {
  const plainValue = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 6 },
      fc.string({ unit: "binary" }).map((s) => s.toWellFormed()),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true }),
      fc.boolean(),
      fc.constant(null),
      fc.uint8Array({ maxLength: 70 }),
      fc.array(tie("any"), { maxLength: 30 }),
      fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), tie("any"), { maxKeys: 30 }),
    ),
  })).any;

  it("[PR1] everything that our encoder writes is plain", () => {
    fc.assert(
      fc.property(plainValue, (value) => {
        expect(isPlainCbor(encodeCbor(value))).toBe(true);
      }),
    );
  });

  it("[PR1] cut short or continued, it is not", () => {
    fc.assert(
      fc.property(plainValue, fc.nat(), (value, cut) => {
        const bytes = encodeCbor(value);
        expect(isPlainCbor(bytes.subarray(0, cut % bytes.length))).toBe(false);
        expect(isPlainCbor(concatBytes(bytes, Uint8Array.of(0)))).toBe(false);
      }),
    );
  });

  it("[PR1] stock extensions (dates, sets, maps, shared references) are not plain", () => {
    const loose = new Encoder({ structuredClone: true });
    for (const value of [new Date(0), new Set([1]), 2n ** 70n, /x/, new Error("x"), new Float64Array(2)])
      expect(isPlainCbor(new Uint8Array(loose.encode({ t: "hello", value })))).toBe(false);
  });

  it("stored bookkeeping comes back", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), fc.uint8Array()), (value) => {
        const back = decodeCbor(encodeCbor(value)) as Record<string, Uint8Array>;
        for (const [key, bytes] of Object.entries(value))
          if (key !== "__proto__") expect(sha256(back[key]!)).toEqual(sha256(bytes));
      }),
    );
    expect(utf8ToBytes("").length).toBe(0);
  });
});
