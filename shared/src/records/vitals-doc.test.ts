import * as A from "@automerge/automerge/slim";
import { expect, it } from "vitest";
import { docIdFromBytes } from "./doc-id.ts";
import type { Reading } from "./reading.ts";
import { fixed, rootChange } from "./root-change.ts";
import { addReading, listReadings, type VitalsDoc } from "./vitals-doc.ts";

const empty = () =>
  A.applyChanges(A.init<VitalsDoc>(), [
    rootChange({ kind: "vitals", owner: docIdFromBytes(new Uint8Array(16)), period: "2026" }).bytes,
  ])[0];
const reading = (measuredAt: number): Reading => ({
  v: 1,
  nonce: "AAAAAAAAAAAAAAAAAAAAAA",
  measuredAt,
  author: "asha-1",
  source: "keypad",
});

it("[RC4] adding the same reading twice changes nothing", () => {
  const once = A.change(empty(), (d) => void addReading(d, reading(1)));
  const twice = A.change(once, (d) => void addReading(d, reading(1)));
  expect(A.getHeads(twice)).toEqual(A.getHeads(once));
});

it("[RC4] a reading is one operation in the change", () => {
  const doc = A.change(empty(), (d) => void addReading(d, reading(1)));
  const { ops } = A.decodeChange(A.getLastLocalChange(doc)!);
  expect(ops).toHaveLength(1);
  expect(ops[0]).toMatchObject({ action: "set", pred: [] });
});

it("[RC4] readings come in order of measurement; what cannot be read is named, never dropped", () => {
  const doc = A.change(empty(), (d) => {
    addReading(d, reading(30));
    addReading(d, reading(10));
    d.readings["a".repeat(26)] = fixed("not json");
    d.readings["b".repeat(26)] = fixed('{"author":"x"}');
    (d.readings as Record<string, unknown>)["c".repeat(26)] = 5;
  });
  const listed = listReadings(doc);
  expect(listed.readings.map((r) => r.reading.measuredAt)).toEqual([10, 30]);
  expect(listed.unreadable.map((u) => u.code).sort()).toEqual([
    "reading-not-canonical",
    "reading-not-canonical",
    "reading-shape",
  ]);
  expect(listReadings({}).readings).toEqual([]);
});

it("[RC4] a reading under another's id is named as that", () => {
  const doc = A.change(empty(), (d) => {
    const id = addReading(d, reading(1));
    d.readings["a".repeat(26)] = d.readings[id]!;
  });
  expect(listReadings(doc).unreadable).toEqual([{ id: "a".repeat(26), code: "reading-id-mismatch" }]);
});
