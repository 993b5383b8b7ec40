import * as A from "@automerge/automerge/slim";
import { expect, it } from "vitest";
import { type EntriesDoc, entriesUnder, entryKey, setEntry } from "./entries-doc.ts";
import { rootChange } from "./root-change.ts";

const ward = (actor: string) =>
  A.applyChanges(A.init<EntriesDoc>({ actor }), [
    rootChange({ kind: "ward", owner: "phc-1", period: "female" }).bytes,
  ])[0];

it("[RC7] two people fill different parts of one bed at once, and both are kept", () => {
  const a = A.change(ward("aa".repeat(16)), (d) => setEntry(d, "bed/12/patient", "p1"));
  const b = A.change(ward("bb".repeat(16)), (d) => setEntry(d, "bed/12/sensor", "s9"));
  const merged = A.merge(a, b);
  expect(entriesUnder(merged, "bed/12")).toEqual({ patient: "p1", sensor: "s9" });
  expect(entriesUnder(merged, "bed/1")).toEqual({});
});

it("[RC7] an entry that does not differ is not written again", () => {
  const a = A.change(ward("aa".repeat(16)), (d) => setEntry(d, "bed/1/patient", "p1"));
  expect(A.getHeads(A.change(a, (d) => setEntry(d, "bed/1/patient", "p1")))).toEqual(A.getHeads(a));
});

it.each(["", "Bed/1", "bed//x", "bed/ü", "bed/a/b/c/d/e", `bed/${"x".repeat(65)}`, "bed/1\n"])(
  "[RC7] %j is no entry key",
  (key) => {
    expect(() => entryKey(key)).toThrow("not an entry key");
  },
);
