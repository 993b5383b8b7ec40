import { expect, test } from "vitest";
import type { ReadingView } from "../../data/rows.ts";
import { chartData } from "./chart-data.ts";

const reading = (
  atMs: number,
  values: ReadingView["values"],
  state: ReadingView["state"] = "current",
): ReadingView => ({
  id: String(atMs),
  measuredAtMs: atMs,
  author: "sunita",
  source: "keypad",
  values,
  confirmed: [],
  notMeasured: {},
  note: undefined,
  state,
  supersedes: undefined,
  rivals: [],
  reason: undefined,
  stage: "received",
});

test("readings become ascending columns in display units; a corrected value is a point, not part of the line [CL14]", () => {
  const { timesS, panels } = chartData(
    [
      reading(3000, { tempCx10: 372 }),
      reading(1000, { tempCx10: 368 }),
      reading(2000, { tempCx10: 986 }, "superseded"),
    ],
    { ageMonths: 400 },
  );
  expect(timesS).toEqual([1, 2, 3]);
  expect(panels.map(({ id }) => id)).toEqual(["tempCx10"]);
  expect(panels[0]?.series[0]).toMatchObject({ values: [36.8, null, 37.2], struck: [null, 98.6, null] });
  expect(panels[0]?.band).toEqual({ low: 36, high: 37.7 });
});
