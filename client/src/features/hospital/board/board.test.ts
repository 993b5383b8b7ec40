import { describe, expect, it } from "vitest";
import { crowd, madeUpRow } from "../../../dev/made-up.ts";
import type { PatientRow } from "../../../data/rows.ts";
import type { WardView } from "../../../data/ward.ts";
import { disputesOf } from "./disputes.ts";
import { COUNTS_FOR_MS, wardTiles } from "./tile.ts";

const nowMs = 1_795_000_000_000;
const well = {
  heartRate: 70,
  spo2: 97,
  onOxygen: false,
  respiratoryRate: 16,
  systolic: 118,
  diastolic: 76,
  tempCx10: 368,
  consciousness: "A",
};
const [person] = crowd(1);
const rowOf = (
  id: string,
  values: Record<string, number | string | boolean>,
  agoMs = 60_000,
): PatientRow => ({
  ...madeUpRow({ ...person!, age: 40 }, 0, [], nowMs),
  id,
  latest: { measuredAtMs: nowMs - agoMs, values, timesMs: {} },
});
const bed = (name: string, ...patients: (string | null)[]) => ({ bed: name, name, patients, sensors: [] });
const wardOf = (beds: WardView["beds"], seen: WardView["seen"] = {}, id = "w1"): WardView => ({
  id,
  clinicId: "phc-1",
  name: id,
  beds,
  seen,
});
const tilesOf = (ward: WardView, rows: readonly PatientRow[], sort: "severity" | "bed" = "severity") =>
  wardTiles(ward, new Map(rows.map((row) => [row.id, row])), sort, nowMs);
const gradeOf = (values: Record<string, number | string | boolean>, agoMs?: number) =>
  tilesOf(wardOf([bed("1", "p")]), [rowOf("p", values, agoMs)])[0]?.grade;

describe("tiles", () => {
  it("[WB10] the gravest come first, then by bed as people count; a disputed bed shows nobody's values", () => {
    const rows = [
      rowOf("ill", { ...well, spo2: 82 }),
      rowOf("hot", { ...well, systolic: 100, respiratoryRate: 21, heartRate: 95 }),
      rowOf("old", well, COUNTS_FOR_MS + 1),
      rowOf("fine", well),
    ];
    const beds = [
      bed("10", "fine"),
      bed("2", null),
      bed("3", "old"),
      bed("4", "hot"),
      bed("5", "fine", "ill"),
      bed("6", "ill"),
    ];
    const tiles = tilesOf(wardOf(beds), rows);
    expect(tiles.map(({ grade }) => grade)).toEqual([
      "critical",
      "disputed",
      "urgent",
      "stale",
      "calm",
      "empty",
    ]);
    expect(tiles[1]).toMatchObject({ row: undefined, warning: undefined, patientId: undefined });
    expect(tilesOf(wardOf(beds), rows, "bed").map(({ place }) => place.name)).toEqual([
      "2",
      "3",
      "4",
      "5",
      "6",
      "10",
    ]);
  });

  it("[WB11] a value that is too old neither scores nor hides that there is no newer one", () => {
    expect(gradeOf({ ...well, spo2: 82 }, COUNTS_FOR_MS)).toBe("critical");
    expect(gradeOf({ ...well, spo2: 82 }, COUNTS_FOR_MS + 1)).toBe("stale");
    const row = rowOf("p", { ...well, spo2: 82 });
    const mixed = {
      ...row,
      latest: { ...row.latest!, timesMs: { spo2: nowMs - COUNTS_FOR_MS - 1 } },
    };
    const [tile] = tilesOf(wardOf([bed("1", "p")]), [mixed]);
    expect(tile).toMatchObject({
      grade: "calm",
      warning: { score: { state: "incomplete", missing: ["spo2"] } },
    });
  });

  it("[WB12] an incomplete set alarms for what it is at least; an ordinary one does not", () => {
    expect(gradeOf(well)).toBe("calm");
    expect(gradeOf({ ...well, respiratoryRate: 21, heartRate: 95, systolic: 100 })).toBe("urgent");
    expect(gradeOf({ systolic: 100, respiratoryRate: 21, heartRate: 95 })).toBe("urgent");
    expect(gradeOf({ respiratoryRate: 25, heartRate: 131, consciousness: "V" })).toBe("critical");
  });

  it("[WB20] what was seen is quiet until something is measured later", () => {
    const row = rowOf("p", { ...well, spo2: 82 });
    const dueAt = (atMs: number) =>
      tilesOf(wardOf([bed("1", "p")], { p: { atMs, by: "n" } }), [row])[0]?.needsSeeing;
    expect(dueAt(nowMs - 60_001)).toBe(true);
    expect(dueAt(nowMs - 60_000)).toBe(false);
    expect(tilesOf(wardOf([bed("1", "p")]), [row])[0]?.needsSeeing).toBe(true);
  });
});

describe("disputes", () => {
  it("[WB4] finds each kind, also across two wards, and none where everybody agrees", () => {
    expect(disputesOf([wardOf([bed("1", "a"), bed("2", "b"), bed("3", null)])])).toEqual([]);
    const at = (wardId: string, name: string) => ({ wardId, bed: name });
    expect(disputesOf([wardOf([bed("1", "a", null)])])).toEqual([
      { kind: "bed", at: at("w1", "1"), patients: ["a", null] },
    ]);
    expect(disputesOf([wardOf([bed("1", "a")]), wardOf([bed("1", "a")], {}, "w2")])).toEqual([
      { kind: "patient", patientId: "a", places: [at("w1", "1"), at("w2", "1")] },
    ]);
    const withSensor = (name: string, isDisputed: boolean) => ({
      ...bed(name, null),
      sensors: [{ sensor: "s", isDisputed }],
    });
    expect(disputesOf([wardOf([withSensor("1", false)])])).toEqual([]);
    expect(disputesOf([wardOf([withSensor("1", true)])])).toHaveLength(1);
    expect(disputesOf([wardOf([withSensor("1", false), withSensor("2", false)])])).toEqual([
      { kind: "sensor", sensor: "s", places: [at("w1", "1"), at("w1", "2")] },
    ]);
  });
});
