import * as A from "@automerge/automerge/slim";
import {
  acknowledgements,
  assignmentsOf,
  type DocId,
  deriveDocId,
  docIdFromBytes,
  type EntriesDoc,
  rootChange,
  wardBeds,
} from "@arogyasync/shared/records";
import { must } from "@arogyasync/shared/result";
import { SeededRandom } from "@arogyasync/shared/testing";
import { expect, it } from "vitest";
import type { WardCommand } from "../data/ward.ts";
import { wardEdits } from "./ward-edits.ts";
import type { OpenWard } from "./wards.ts";

const address = { kind: "ward", owner: "phc-1", period: "female" } as const;
const wardId = deriveDocId(address);
const asha = docIdFromBytes(new Uint8Array(16).fill(1));
const ravi = docIdFromBytes(new Uint8Array(16).fill(2));
const at = (bed: string) => ({ wardId, bed });

const fresh = (): A.Doc<EntriesDoc> => A.applyChanges(A.init<EntriesDoc>(), [rootChange(address).bytes])[0];
const open = (doc: EntriesDoc): OpenWard => ({
  address: { ...address, id: wardId as DocId },
  doc,
  view: { id: wardId, clinicId: "phc-1", name: "Female", beds: wardBeds(doc), seen: acknowledgements(doc) },
});
const plan = (doc: EntriesDoc, command: WardCommand, nowMs: number) =>
  wardEdits(command, [open(doc)], { nowMs, userId: "nurse", random: new SeededRandom(1) });
const run = (doc: A.Doc<EntriesDoc>, command: WardCommand, nowMs = 1000): A.Doc<EntriesDoc> => {
  const planned = plan(doc, command, nowMs);
  if (!planned.ok) throw new Error(planned.error);
  return planned.value.reduce((d, { change }) => A.change(A.clone(d), change), doc);
};
const lying = (doc: EntriesDoc) =>
  Object.fromEntries(wardBeds(doc).map(({ bed, patients }) => [bed, patients]));
const ward = run(fresh(), { type: "create-ward", clinicId: "phc-1", name: "Female", bedCount: 3 });

it("[WB1] a ward with beds; a bed made twice under one name is one; a removed one goes from sight, and comes back", () => {
  expect(Object.keys(lying(ward))).toEqual(["1", "2", "3"]);
  const both = A.merge(
    run(ward, { type: "add-bed", wardId, name: "7" }),
    run(ward, { type: "add-bed", wardId, name: "7" }),
  );
  expect(Object.keys(lying(both))).toEqual(["1", "2", "3", "7"]);
  const removed = run(both, { type: "remove-bed", at: at("7") });
  expect(Object.keys(lying(removed))).toEqual(["1", "2", "3"]);
  expect(Object.keys(lying(run(removed, { type: "add-bed", wardId, name: "7" })))).toContain("7");
  const race = A.merge(
    run(ward, { type: "remove-bed", at: at("1") }),
    run(ward, { type: "admit", at: at("1"), patientId: asha }),
  );
  expect(lying(race)["1"]).toEqual([asha]);
});

it("[WB2] admit, move and discharge, and the refusals that keep two people apart", () => {
  const one = run(ward, { type: "admit", at: at("1"), patientId: asha });
  expect(plan(one, { type: "admit", at: at("1"), patientId: ravi }, 2)).toEqual({
    ok: false,
    error: "bed-taken",
  });
  expect(plan(one, { type: "admit", at: at("2"), patientId: asha }, 2)).toEqual({
    ok: false,
    error: "patient-in-bed",
  });
  expect(plan(one, { type: "remove-bed", at: at("1") }, 2)).toEqual({ ok: false, error: "bed-taken" });
  const moved = run(one, { type: "move", from: at("1"), to: at("3") }, 2000);
  expect(lying(moved)).toEqual({ 1: [null], 2: [null], 3: [asha] });
  const gone = run(moved, { type: "discharge", at: at("3") }, 3000);
  expect(lying(gone)["3"]).toEqual([null]);
  expect(assignmentsOf(gone).find(({ bed }) => bed === "3")?.versions).toEqual([
    [
      { is: null, since: 3000 },
      { is: asha, since: 2000 },
    ],
  ]);
});

it.each([asha, ravi, null])(
  "[WB5] two people in one bed: whoever is chosen (%s) stands alone, and says who decided",
  (chosen) => {
    const both = A.merge(
      run(ward, { type: "admit", at: at("1"), patientId: asha }, 1000),
      run(ward, { type: "admit", at: at("1"), patientId: ravi }, 1500),
    );
    expect(new Set(lying(both)["1"])).toEqual(new Set([asha, ravi]));
    const settled = run(both, { type: "settle-bed", at: at("1"), patientId: chosen }, 9000);
    expect(lying(settled)["1"]).toEqual([chosen]);
    const since = { [asha]: 1000, [ravi]: 1500 }[chosen ?? ""] ?? 1000;
    expect(must(assignmentsOf(settled)[0], "entry").versions[0]?.[0]).toEqual({ is: chosen, since });
    expect(String(settled.entries["bed/1/patient"])).toContain('"settledBy":"nurse"');
  },
);

it("[WB5] one patient, and one sensor, in two beds: only the chosen bed keeps them, as if the other never had", () => {
  const both = A.merge(
    run(run(ward, { type: "admit", at: at("1"), patientId: asha }), sensor("1")),
    run(run(ward, { type: "admit", at: at("2"), patientId: asha }), sensor("2")),
  );
  const settled = run(both, { type: "settle-patient", patientId: asha, keep: at("2") }, 9000);
  expect(lying(settled)).toEqual({ 1: [null], 2: [asha], 3: [null] });
  const first = assignmentsOf(settled).find(({ bed, sensor: of }) => bed === "1" && of === undefined);
  expect(first?.versions).toEqual([[{ is: null, since: 1000 }]]);
  const quiet = run(settled, { type: "settle-sensor", sensor: "s1", keep: at("1") }, 9000);
  expect(wardBeds(quiet).map(({ sensors }) => sensors.length)).toEqual([1, 0, 0]);
});
const sensor = (bed: string): WardCommand => ({ type: "sensor", at: at(bed), sensor: "s1", isThere: true });

it("[WB20] of acknowledgements made at the same time the newest counts", () => {
  const both = A.merge(
    run(ward, { type: "acknowledge", wardId, patientId: asha }, 5000),
    run(ward, { type: "acknowledge", wardId, patientId: asha }, 4000),
  );
  expect(acknowledgements(both)).toEqual({ [asha]: { atMs: 5000, by: "nurse" } });
});
