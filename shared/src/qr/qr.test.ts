import { expect, it } from "vitest";
import { bytesToHex, sha256, utf8ToBytes } from "../bytes/index.ts";
import { formatBits, versionBits } from "./grid.ts";
import { qrMatrix } from "./qr.ts";
import { checkCodewordsOf } from "./reed-solomon.ts";

it("computes the check codewords of the standard's worked example (version 1-M, 'HELLO WORLD')", () => {
  const data = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17];
  expect(checkCodewordsOf(data, 10)).toEqual([196, 35, 39, 119, 235, 215, 231, 226, 93, 23]);
});

it("computes format and version information as the standard's tables C.1 and D.1 have them", () => {
  const format = [0, 1, 2, 3, 4, 5, 6, 7].map((mask) => formatBits(mask).toString(2).padStart(15, "0"));
  expect(format).toEqual([
    "101010000010010",
    "101000100100101",
    "101111001111100",
    "101101101001011",
    "100010111111001",
    "100000011001110",
    "100111110010111",
    "100101010100000",
  ]);
  expect([7, 8, 9, 10].map((version) => versionBits(version).toString(2).padStart(18, "0"))).toEqual([
    "000111110010010100",
    "001000010110111100",
    "001001101010011001",
    "001010010011010011",
  ]);
});

/** Bytes → start of the SHA-256 over all eight masks, drawn by npm `qrcode` 1.5.4. */
const others: readonly (readonly [bytes: number, version: number, sha256: string])[] = [
  [14, 1, "b3cfc5a4d4d5a88efbaf72e48335e1a5"],
  [26, 2, "4bcb3127733767c3adeb6b255b4cc399"],
  [42, 3, "9e65b6caa28dedecd47c999b29fdcb41"],
  [62, 4, "a4a3a0145194b50d124f26ad53aee2ac"],
  [84, 5, "31c2ade068e8498116eec64db2d00fef"],
  [106, 6, "3ddcbe62c3a7fd92343b1a48177edddf"],
  [122, 7, "9ac109c757f8847495289208976b021d"],
  [152, 8, "0dbfc47793400022eb3544511394b44d"],
  [180, 9, "4ca73e333b5ffc7fbe8b6fa191c5c66f"],
  [213, 10, "0e426eb8b3f596d1e04596dc5f77ed82"],
];

it.each(others)("draws %i bytes as another implementation does, in version %i", (bytes, version, sum) => {
  const text = "https://relay.example/login#enrol=7K3M9QXT2B4V".padEnd(bytes, "0123456789").slice(0, bytes);
  const drawn = [0, 1, 2, 3, 4, 5, 6, 7].map((mask) => {
    const rows = qrMatrix(text, mask) ?? [];
    expect(rows.length).toBe(17 + 4 * version);
    return rows.map((row) => row.map((dark) => (dark ? "1" : "0")).join("")).join("\n");
  });
  expect(bytesToHex(sha256(utf8ToBytes(drawn.join("\n\n")))).slice(0, 32)).toBe(sum);
});

it("chooses a mask by itself and says when a text is too long", () => {
  const own = JSON.stringify(qrMatrix("arogya"));
  expect([0, 1, 2, 3, 4, 5, 6, 7].map((mask) => JSON.stringify(qrMatrix("arogya", mask)))).toContain(own);
  expect(qrMatrix("x".repeat(214))).toBeUndefined();
});
