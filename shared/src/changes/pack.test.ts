import * as A from "@automerge/automerge/slim";
import { deflateRawSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { ByteWriter, bytesToHex, hexToBytes, sha256 } from "../bytes/index.ts";
import {
  docIdFromBytes,
  fixed,
  type Reading,
  rootChange,
  sealReading,
  type VitalsDoc,
} from "../records/index.ts";
import { randomChanges } from "../testing/random-changes.ts";
import { SeededRandom } from "../testing/seeded-random.ts";
import { readChange } from "./chunk.ts";
import { type PackItem, packChanges, unpackChanges } from "./pack.ts";

const address = {
  kind: "vitals",
  owner: docIdFromBytes(new Uint8Array(16).fill(7)),
  period: "2026",
} as const;
const random = new SeededRandom(3);

const randomReading = (): Reading => ({
  v: 1,
  nonce: Buffer.from(random.bytes(16)).toString("base64url"),
  measuredAt: 1_764_000_000_000 + random.int(1e9),
  author: "asha-1",
  source: "keypad",
  heartRate: 40 + random.int(100),
  ...(random.chance(0.3) ? { note: "थोड़ा चक्कर".repeat(random.int(6)) } : {}),
});

/** Changes of one vitals document with 1 … 5 readings each, without its first change. */
const readingChanges = (count: number, actor: string): Uint8Array[] => {
  let doc = A.applyChanges(A.init<VitalsDoc>({ actor }), [rootChange(address).bytes])[0];
  return Array.from({ length: count }, () => {
    doc = A.change(doc, { time: 1_764_000_000 }, (d) => {
      for (let n = random.int(5); n >= 0; n--) {
        const sealed = sealReading(randomReading());
        if (sealed.ok) d.readings[sealed.value.id] = fixed(sealed.value.text);
      }
    });
    return A.getLastLocalChange(doc)!;
  });
};
const restored = (pack: Uint8Array) => {
  const unpacked = unpackChanges(pack);
  if (!unpacked.ok) throw new Error(unpacked.error);
  return unpacked.value.map((c) => ("error" in c ? c.error : { docIndex: c.docIndex, bytes: c.bytes }));
};

describe("packs", () => {
  let items: PackItem[] = [];
  beforeAll(() => {
    const many = [...Array(8).keys()].flatMap((docIndex) =>
      readingChanges(12, bytesToHex(random.bytes(16))).map((bytes) => ({ docIndex, bytes })),
    );
    const others = randomChanges(new SeededRandom(5), 3, 150).map((bytes) => ({ docIndex: 8, bytes }));
    items = [...many, ...others];
  });

  it("[PR3] come back byte for byte: many readings a change, dependencies inside and outside", () => {
    expect(restored(packChanges(items))).toEqual(items);
  });

  it("[PR3] any part and any order comes back too", () => {
    for (let n = 0; n < 20; n++) {
      const some = items.filter(() => random.chance(0.3));
      const shuffled = some
        .map((item) => [random.fraction(), item] as const)
        .sort((a, b) => a[0] - b[0])
        .map(([, item]) => item);
      expect(restored(packChanges(shuffled))).toEqual(shuffled);
    }
    expect(restored(packChanges([]))).toEqual([]);
  });

  it("[PR3] give each change's header with the hash of the restored bytes", () => {
    const unpacked = unpackChanges(packChanges(items));
    for (const [i, change] of (unpacked.ok ? unpacked.value : []).entries())
      expect("header" in change && change.header.hashHex).toBe(A.decodeChange(items[i]!.bytes).hash);
  });

  it("[PR3] leave out what the receiver computes: about a quarter of the raw bytes of readings, deflated", () => {
    const readings = items.filter((i) => i.docIndex < 8);
    const raw = readings.reduce((sum, i) => sum + i.bytes.length, 0);
    expect(deflateRawSync(packChanges(readings)).length).toBeLessThan(raw * 0.4);
    expect(packChanges(readings).length).toBeLessThan(raw * 0.85);
  });

  it("[PR3] one key twice in a change leaves one hole only, and still comes back", () => {
    const text = "v".repeat(3000);
    const key = Buffer.from(sha256(Buffer.from(text)).subarray(0, 16));
    const base32 = toBase32(key);
    let doc = A.init<Record<string, A.ImmutableString>>({ actor: "ab".repeat(16) });
    doc = A.change(doc, { time: 0 }, (d) => {
      for (let n = 0; n < 60; n++) {
        d[base32] = fixed("short");
        d[`other${n}`] = fixed("x");
      }
      d[base32] = fixed(text);
    });
    const hostile = [{ docIndex: 0, bytes: A.getLastLocalChange(doc)! }];
    expect(restored(packChanges(hostile))).toEqual(hostile);
  });

  it("[PR3] a bad change does not block the others of its pack", () => {
    const good = items.slice(0, 2);
    const writer = new ByteWriter().uleb(1).uleb(3);
    const parts = good.map((i) => packChanges([i]).subarray(2));
    writer
      .bytes(parts[0]!)
      .uleb(0)
      .uleb(0)
      .uleb(0)
      .uleb(3)
      .bytes(Uint8Array.of(1, 2, 3))
      .bytes(parts[1]!);
    const unpacked = unpackChanges(writer.finish());
    expect(unpacked.ok && unpacked.value.map((c) => ("error" in c ? c.error : c.bytes))).toEqual([
      good[0]!.bytes,
      "change-malformed",
      good[1]!.bytes,
    ]);
  });

  it("[PR3] 20,000 mutated packs never throw, and what they give is what it says it is", () => {
    const pack = packChanges(items.slice(0, 4));
    for (let n = 0; n < 20_000; n++) {
      let bytes = pack.slice();
      for (let flips = random.int(3); flips >= 0; flips--) bytes[random.int(bytes.length)] = random.int(256);
      if (random.chance(0.2)) bytes = bytes.slice(0, random.int(bytes.length));
      const unpacked = unpackChanges(bytes);
      if (!unpacked.ok) continue;
      for (const change of unpacked.value)
        if ("header" in change)
          expect(bytesToHex(sha256(change.bytes.subarray(8)))).toBe(change.header.hashHex);
    }
  });

  it("[PR3] random bytes never throw", () => {
    for (let n = 0; n < 5000; n++) {
      const bytes = random.bytes(random.int(300));
      if (bytes.length > 0) bytes[0] = 1;
      expect(typeof unpackChanges(bytes).ok).toBe("boolean");
    }
  });

  it("[PR3] a pack asks for no more hashing than its size: holes, dependencies and counts are bounded", () => {
    const rest = 60_000;
    const holes = new ByteWriter().uleb(1).uleb(1).uleb(0).uleb(0).uleb(2048);
    for (let n = 0; n < 2048; n++)
      holes
        .uleb(n * 26)
        .uleb(53_248)
        .uleb(rest);
    holes.uleb(rest).bytes(new Uint8Array(rest));
    expect(unpackChanges(holes.finish())).toEqual({ ok: false, error: "pack-malformed" });

    const long = new ByteWriter().uleb(1).uleb(1).uleb(0).uleb(0).uleb(0).uleb(3_000_000);
    expect(unpackChanges(long.bytes(new Uint8Array(3_000_000)).finish())).toMatchObject({ ok: false });

    const many = new ByteWriter().uleb(1).uleb(1).uleb(0).uleb(65);
    for (let n = 0; n < 65; n++) many.uleb(0).bytes(hexToBytes("ab".repeat(32)));
    expect(unpackChanges(many.uleb(0).uleb(0).finish())).toEqual({ ok: false, error: "pack-malformed" });

    expect(unpackChanges(new ByteWriter().uleb(1).uleb(4097).finish())).toEqual({
      ok: false,
      error: "pack-too-many",
    });
  });

  it.each<[string, (w: ByteWriter) => ByteWriter]>([
    ["a future version", (w) => w.uleb(2).uleb(0)],
    ["bytes behind the end", (w) => w.uleb(1).uleb(0).uleb(9)],
    ["a dependency on the change itself", (w) => w.uleb(1).uleb(1).uleb(0).uleb(1).uleb(1).uleb(0).uleb(0)],
    [
      "a hole behind its value",
      (w) =>
        w.uleb(1).uleb(1).uleb(0).uleb(0).uleb(1).uleb(4).uleb(0).uleb(2).uleb(9).bytes(new Uint8Array(9)),
    ],
    [
      "overlapping holes",
      (w) =>
        w
          .uleb(1)
          .uleb(1)
          .uleb(0)
          .uleb(0)
          .uleb(2)
          .uleb(0)
          .uleb(60)
          .uleb(1)
          .uleb(3)
          .uleb(60)
          .uleb(1)
          .uleb(20)
          .bytes(new Uint8Array(20)),
    ],
    [
      "a value outside the change",
      (w) =>
        w.uleb(1).uleb(1).uleb(0).uleb(0).uleb(1).uleb(0).uleb(26).uleb(99).uleb(9).bytes(new Uint8Array(9)),
    ],
  ])("[PR3] refuses %s", (_name, build) => {
    expect(unpackChanges(build(new ByteWriter()).finish())).toEqual({ ok: false, error: "pack-malformed" });
  });

  it("[PR4] refuses to pack what the guard refuses: that would be a bug upstream", () => {
    expect(() => packChanges([{ docIndex: 0, bytes: Uint8Array.of(1) }])).toThrow("cannot pack");
    expect(readChange(items[0]!.bytes).ok).toBe(true);
  });
});

function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((b) => b.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => "abcdefghijklmnopqrstuvwxyz234567"[Number.parseInt(five.padEnd(5, "0"), 2)])
    .join("");
}
