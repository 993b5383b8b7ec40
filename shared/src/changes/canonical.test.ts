import * as A from "@automerge/automerge/slim";
import { describe, expect, it } from "vitest";
import { ByteWriter, hexToBytes, utf8ToBytes } from "../bytes/index.ts";
import {
  addReading,
  docIdFromBytes,
  type EntriesDoc,
  editIdentity,
  fixed,
  patientRoot,
  rootChange,
  setEntry,
  type VitalsDoc,
} from "../records/index.ts";
import { allFalse, craftChange } from "../testing/craft-change.ts";
import { SeededRandom } from "../testing/seeded-random.ts";
import { isCanonicalChange, type MapOp } from "./canonical.ts";
import { buildChange, readChange } from "./chunk.ts";
import { COLUMN } from "./columns.ts";

const judge = (bytes: Uint8Array): boolean => {
  const header = readChange(bytes);
  if (!header.ok) throw new Error(header.error);
  return isCanonicalChange(bytes, header.value, A.decodeChange(bytes).ops as unknown as MapOp[]);
};
const [me, other] = ["aa".repeat(16), "bb".repeat(16)];
const address = {
  kind: "vitals",
  owner: docIdFromBytes(new Uint8Array(16).fill(7)),
  period: "2026",
} as const;
const root = rootChange(address);
const reading = (n: number) => ({
  v: 1,
  nonce: String(n).padStart(22, "A"),
  measuredAt: 1_764_000_000_000,
  author: "asha-1",
  source: "keypad",
});

/** A reading of one letter under a key, with every number written by `number`: the attacker's freedom. */
const crafted = (
  number: (value: number) => Uint8Array,
  more: { otherActors?: string[]; deps?: Uint8Array[]; message?: Uint8Array } = {},
) =>
  craftChange({
    actor: me,
    startOp: 6,
    deps: [hexToBytes(root.hash)],
    otherActors: [A.decodeChange(root.bytes).actor],
    columns: [
      [COLUMN.objActor, number(1)],
      [COLUMN.objCounter, number(5)],
      [
        COLUMN.keyString,
        new ByteWriter()
          .sleb(-1)
          .uleb(26)
          .bytes(utf8ToBytes("k".repeat(26)))
          .finish(),
      ],
      [COLUMN.insert, allFalse(1)],
      [COLUMN.action, number(1)],
      [COLUMN.valueMeta, number(6 + 16)],
      [COLUMN.valueRaw, Uint8Array.of(120)],
      [COLUMN.predGroup, number(0)],
    ],
    ...more,
  }).bytes;
const literal = (value: number) => new ByteWriter().sleb(-1).uleb(value).finish();
const runOfOne = (value: number) => new ByteWriter().sleb(1).uleb(value).finish();
const overlong = (value: number) => Uint8Array.of(0x7f, value | 0x80, 0);

const survives = (bytes: Uint8Array): boolean => {
  try {
    const doc = A.applyChanges(A.applyChanges(A.init<VitalsDoc>(), [root.bytes])[0], [bytes])[0];
    return A.getHeads(A.load(A.save(doc))).length > 0;
  } catch {
    return false;
  }
};

describe("canonical changes", () => {
  it("[PR5] everything that our library writes is canonical", () => {
    const random = new SeededRandom(5);
    let vitals = A.applyChanges(A.init<VitalsDoc>({ actor: me }), [root.bytes])[0];
    for (let n = 0; n < 60; n++) {
      vitals = A.change(vitals, { time: random.int(2 ** 31) }, (d) => {
        for (let k = random.int(4); k >= 0; k--) addReading(d, reading(n * 10 + k));
      });
      expect(judge(A.getLastLocalChange(vitals)!)).toBe(true);
    }
    for (const kind of ["ward", "clinic", "coverage", "monitor"] as const) {
      const owner = kind === "ward" || kind === "clinic" ? "phc-1" : address.owner;
      const period = kind === "ward" ? "female" : kind === "monitor" ? "2026-01-01" : "";
      expect(judge(rootChange({ kind, owner, period }).bytes)).toBe(true);
    }
    let ward = A.applyChanges(A.init<EntriesDoc>({ actor: me }), [
      rootChange({ kind: "ward", owner: "phc-1", period: "a" }).bytes,
    ])[0];
    for (let n = 0; n < 100; n++) {
      const before = A.getHeads(ward).join();
      ward = A.change(ward, { time: 5 }, (d) => {
        for (let k = random.int(5); k >= 0; k--) {
          const key = `bed/${random.int(6)}/patient`;
          if (random.chance(0.2)) delete d.entries[key];
          else setEntry(d, key, random.pick(["p1", "सीता", 5, -70_000, 2 ** 40, true, false]));
        }
      });
      if (A.getHeads(ward).join() !== before) expect(judge(A.getLastLocalChange(ward)!)).toBe(true);
    }
  });

  it("[PR5] so are registrations, concurrent edits and their resolution", () => {
    const input = {
      site: "phc-1",
      auditKey: new Uint8Array(32).fill(9),
      identity: { name: "Sita", phone: "1" },
    };
    const patient = patientRoot(input, me, 1_764_000_000);
    expect(judge(patient.bytes)).toBe(true);
    const edit = (actor: string, phone: string) =>
      A.change(A.clone(patient.doc, { actor }), { time: 7 }, (d) =>
        editIdentity(d, { phone, village: phone }),
      );
    const [a, b] = [edit(other, "2"), edit("0c".repeat(16), "3")];
    expect([a, b].map((d) => judge(A.getLastLocalChange(d)!))).toEqual([true, true]);
    const merged = A.merge(A.clone(a, { actor: "dd".repeat(16) }), b);
    for (const phone of ["2", "3", "4"]) {
      const settled = A.change(A.clone(merged, { actor: "ee".repeat(16) }), { time: 8 }, (d) => {
        editIdentity(d, { phone });
        d.plan["next"] = fixed("visit");
      });
      expect(judge(A.getLastLocalChange(settled)!)).toBe(true);
    }
    const empty = A.emptyChange(A.clone(merged, { actor: "ff".repeat(16) }), { time: 9 });
    expect(judge(A.getLastLocalChange(empty)!)).toBe(true);
  });

  it("[PR5] the crafted twin of an honest change is canonical, and survives saving", () => {
    expect(judge(crafted(literal))).toBe(true);
    expect(survives(crafted(literal))).toBe(true);
  });

  it.each<[string, () => Uint8Array]>([
    ["a run of one", () => crafted(runOfOne)],
    ["an overlong number", () => crafted(overlong)],
    [
      "an actor that nobody uses",
      () => crafted(literal, { otherActors: [A.decodeChange(root.bytes).actor, "ff".repeat(16)] }),
    ],
  ])("[PR5] %s is not canonical: it applies, and the document never loads again", (_name, make) => {
    expect(judge(make())).toBe(false);
    expect(survives(make())).toBe(false);
  });

  it("[PR5] neither is one with dependencies twice or out of order, a message, or more than map operations", () => {
    const hash = hexToBytes(root.hash);
    expect(judge(crafted(literal, { deps: [hash, hash] }))).toBe(false);
    expect(judge(crafted(literal, { deps: [new Uint8Array(32).fill(255), hash] }))).toBe(false);
    expect(judge(crafted(literal, { message: utf8ToBytes("hello") }))).toBe(false);
    const list = A.change(A.init<{ list?: number[] }>({ actor: me }), { time: 0 }, (d) => {
      d.list = [1, 2];
    });
    expect(judge(A.getLastLocalChange(list)!)).toBe(false);
  });

  it("[PR5] no mutation of an honest change that still decodes is called canonical and kills the document", () => {
    const random = new SeededRandom(23);
    let doc = A.applyChanges(A.init<VitalsDoc>({ actor: me }), [root.bytes])[0];
    doc = A.change(doc, { time: 0 }, (d) => void addReading(d, reading(1)));
    const honest = A.getLastLocalChange(doc)!;
    const read = readChange(honest);
    if (!read.ok) throw new Error(read.error);
    const columnsAt = read.value.afterDepsAt + 17 + 3;
    let decoded = 0;
    for (let n = 0; n < 1200; n++) {
      const body = honest.slice(read.value.bodyAt);
      const at = columnsAt - read.value.bodyAt + random.int(70);
      body[at] = random.int(256);
      const { bytes } = buildChange(body);
      if (!readChange(bytes).ok) continue;
      let canonical: boolean;
      try {
        canonical = judge(bytes);
      } catch {
        continue;
      }
      decoded++;
      const ops = A.decodeChange(bytes).ops as unknown as MapOp[];
      const isPlaceRight = ops.every(
        (op) => op.obj === `5@${A.decodeChange(root.bytes).actor}` && op.pred.length === 0,
      );
      if (canonical && isPlaceRight) expect(survives(bytes)).toBe(true);
    }
    expect(decoded).toBeGreaterThan(20);
  });
});
