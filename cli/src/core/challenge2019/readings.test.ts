import { importedIdentity, sealReading } from "@arogyasync/shared/records";
import { describe, expect, test } from "vitest";
import type { Stay } from "./read-stay.ts";
import { patientOf, READINGS_PER_CHANGE, readingsOf } from "./readings.ts";

const identity = importedIdentity(new Uint8Array(32).fill(7), "challenge2019/p1");
const stayOf = (hours: readonly number[]): Stay => ({
  stayId: "p1",
  sex: "male",
  ageYears: 61,
  rows: hours.map((hour, i) => ({ line: i + 2, hour, values: { heartRate: 80 + (i % 40) } })),
});
const read = (hours: readonly number[], baseDate = "2019-01-01T00:00Z") =>
  readingsOf(stayOf(hours), identity, "importer", Date.parse(baseDate));

describe("readings of a stay", () => {
  test("[RC10] have the same ids however often they are made, and different ones for different hours", () => {
    const ids = (hours: readonly number[]) =>
      read(hours).flatMap(({ readings }) =>
        readings.map((reading) => {
          const sealed = sealReading(reading);
          return sealed.ok ? sealed.value.id : sealed.error;
        }),
      );
    expect(ids([1, 2, 3])).toEqual(ids([1, 2, 3]));
    expect(new Set(ids([1, 2, 3])).size).toBe(3);
  });

  test("go into the year of their measurement when a stay crosses New Year in UTC", () => {
    const years = read([1, 2, 3], "2019-12-31T22:00Z").map(({ year, readings }) => [year, readings.length]);
    expect(years).toEqual([
      ["2019", 1],
      ["2020", 2],
    ]);
  });

  test("are cut into portions of one change", () => {
    const hours = Array.from({ length: READINGS_PER_CHANGE + 5 }, (_, i) => i + 1);
    expect(read(hours).map(({ readings }) => readings.length)).toEqual([READINGS_PER_CHANGE, 5]);
  });

  test("belong to a patient that names its source", () => {
    expect(patientOf(stayOf([]), Date.parse("2019-01-01T00:00Z"))).toEqual({
      identity: { name: "Stay p1", sex: "male", ageYears: "61", ageAsOf: "2019-01-01" },
      identifiers: { import: "challenge2019/p1" },
    });
  });
});
