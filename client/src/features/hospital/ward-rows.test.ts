import { expect, test } from "vitest";
import { must } from "@arogyasync/shared/result";
import { crowd, madeUpReadings, madeUpRow } from "../../dev/made-up.ts";
import { wardRows } from "./ward-rows.ts";

const nowMs = 1_795_000_000_000;
const rows = crowd(16).map((person, index) =>
  madeUpRow(person, index, madeUpReadings(person, index, nowMs), nowMs),
);
const all = { text: "", clinicId: "", onlyAbnormal: false };
const names = (...args: Parameters<typeof wardRows>) => wardRows(...args).map(({ name }) => name);

test("the gravest come first and those without readings last [CL14]", () => {
  const order = names(rows, all, "severity", nowMs);
  expect(order[0]).toBe("Mohd Khan");
  expect(order.at(-1)).toBe("Anbu");
});
test("a filter finds a name in its own script, a phone, and only abnormal ones", () => {
  expect(names(rows, { ...all, text: "கவிதா" }, "name", nowMs)).toEqual(["Kavitha Murugan"]);
  expect(names(rows, { ...all, text: "98220" }, "name", nowMs)).toEqual(["Mohd Khan"]);
  expect(names(rows, { ...all, onlyAbnormal: true }, "name", nowMs)).not.toContain("Anbu");
});
test("a clinic sees its own patients and those shared with it", () => {
  const shared = rows.map((row, index) => (index === 0 ? { ...row, careSites: ["phc-shirur"] } : row));
  const found = names(shared, { ...all, clinicId: "phc-shirur" }, "time", nowMs);
  expect(found).toContain(must(rows[0], "row").name);
  expect(found).toHaveLength(5);
});
