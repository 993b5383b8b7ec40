import type { DecodedChange, DecodedOp } from "@arogyasync/shared/authority";
import { ROOT_ACTOR } from "@arogyasync/shared/records";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isEditedKind, readEdit } from "./edit-refs.ts";
import { packPlaces, placeAt } from "./places.ts";

const ME = "aa".repeat(16);
const OTHER = "bb".repeat(16);
const change = (ops: readonly Partial<DecodedOp>[]): DecodedChange => ({
  actor: ME,
  seq: 3,
  startOp: 20,
  time: 0,
  deps: ["cd".repeat(32)],
  ops: ops.map((op) => ({ action: "set", obj: `5@${OTHER}`, key: "name", value: "x", pred: [], ...op })),
});

test("where readings only come nothing is read", () => {
  expect(["vitals", "monitor"].map((kind) => isEditedKind(kind as "vitals"))).toEqual([false, false]);
  expect(["patient", "coverage", "ward", "clinic"].every((kind) => isEditedKind(kind as "ward"))).toBe(true);
});

test("[PR17] each object and operation that is named is a reference to its place, once", () => {
  const edit = readEdit("patient", change([{ pred: [`12@${OTHER}`] }, { key: "phone", pred: [`4@${ME}`] }]));
  expect(edit?.refs).toEqual([
    { actor: OTHER, counter: 5, place: "0/identity" },
    { actor: OTHER, counter: 12, place: "5/name" },
    { actor: ME, counter: 4, place: "5/phone" },
  ]);
  expect(edit && [0, 1, 2].map((i) => placeAt(edit.places, i))).toEqual(["5/name", "5/phone", ""]);
});

test("the container of a derived document is its first change's and needs no look", () => {
  const edit = readEdit("ward", change([{ obj: `5@${ROOT_ACTOR}`, key: "bed/1/patient" }]));
  expect(edit?.refs).toEqual([]);
});

test("an operation may name an earlier one of its own change in the same place, and no other", () => {
  const on = (pred: string[], key = "name") => readEdit("patient", change([{}, { key, pred }]));
  expect(on([`20@${ME}`])?.refs.length).toBe(1);
  expect(on([`20@${ME}`], "phone")).toBeUndefined();
  expect(on([`21@${ME}`])).toBeUndefined();
  expect(on([`22@${ME}`])).toBeUndefined();
});

test("what cannot be true is seen without the log: nothing deleted, one thing twice, one thing in two places", () => {
  const obj = `5@${ROOT_ACTOR}`;
  expect(readEdit("ward", change([{ action: "del", obj, key: "a", pred: [] }]))).toBeUndefined();
  expect(readEdit("ward", change([{ obj, key: "a", pred: [`9@${OTHER}`, `9@${OTHER}`] }]))).toBeUndefined();
  const twice = [
    { obj, key: "a", pred: [`9@${OTHER}`] },
    { obj, key: "b", pred: [`9@${OTHER}`] },
  ];
  expect(readEdit("ward", change(twice))).toBeUndefined();
  const afterDelete = [
    { action: "del", obj, key: "a", pred: [`9@${OTHER}`] },
    { obj, key: "a", pred: [`20@${ME}`] },
  ];
  expect(readEdit("ward", change(afterDelete))).toBeUndefined();
});

test("places come out as they went in, and two thousand operations on one key stay small", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("", "5/a", "5/b", "6/a"), { maxLength: 60 }), (places) => {
      const packed = packPlaces(places);
      expect(places.map((_, i) => placeAt(packed, i))).toEqual(places);
      expect(placeAt(packed, places.length)).toBe("");
    }),
  );
  expect(JSON.stringify(packPlaces(Array(2000).fill(`5/${"x".repeat(128)}`))).length).toBeLessThan(200);
});
