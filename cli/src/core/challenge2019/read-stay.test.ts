import { describe, expect, test } from "vitest";
import type { Finding } from "./read-row.ts";
import { readStay } from "./read-stay.ts";
import { emptyTally } from "./tally.ts";

const header = "HR|O2Sat|Temp|SBP|MAP|DBP|Resp|Age|Gender|ICULOS";
const read = (lines: readonly string[], file = "pn/p000001.psv") => {
  const tally = emptyTally();
  const findings: Finding[] = [];
  return { stay: readStay(file, lines.join("\n"), tally, findings), tally, findings };
};

describe("a stay of the challenge", () => {
  test("becomes rows in stored units, with sex and whole years", () => {
    const { stay, tally, findings } = read([header, "65.5|100|35.56|112.5|63.17|NaN|13|77.48|0|3", ""]);
    expect(stay).toEqual({
      stayId: "p000001",
      sex: "female",
      ageYears: 77,
      rows: [
        {
          line: 2,
          hour: 3,
          values: {
            heartRate: 66,
            spo2: 100,
            tempCx10: 356,
            systolic: 113,
            meanArterial: 63,
            respiratoryRate: 13,
          },
        },
      ],
    });
    expect(tally).toMatchObject({ rows: 1, rowsWithReading: 1 });
    expect(tally.columns.HR).toEqual({
      stored: 1,
      rounded: 1,
      outsideLimits: 0,
      notANumber: 0,
      contradictory: 0,
    });
    expect(findings).toEqual([]);
  });

  test("says by line and column what is outside the hard limits, and keeps the rest of the row", () => {
    const { stay, findings, tally } = read([header, "500|97|NaN|120|80|60|x|40|1|1"]);
    expect(stay?.rows[0]?.values).toEqual({ spo2: 97, systolic: 120, meanArterial: 80, diastolic: 60 });
    expect(findings).toEqual([
      { file: "pn/p000001.psv", line: 2, column: "HR", source: "500", code: "above-hard-limit" },
      { file: "pn/p000001.psv", line: 2, column: "Resp", source: "x", code: "not-a-number" },
    ]);
    expect(tally.columns.HR.outsideLimits).toBe(1);
  });

  test("leaves out a pressure pair that contradicts itself, and keeps the mean", () => {
    const { stay, findings, tally } = read([header, "80|NaN|NaN|60|70|90|NaN|40|1|1"]);
    expect(stay?.rows[0]?.values).toEqual({ heartRate: 80, meanArterial: 70 });
    expect(findings.map(({ column, code }) => [column, code])).toEqual([
      ["SBP", "systolic-not-above-diastolic"],
      ["DBP", "systolic-not-above-diastolic"],
    ]);
    expect(tally.columns.SBP).toMatchObject({ stored: 0, contradictory: 1 });
  });

  test("costs a bad row nothing but itself", () => {
    const { stay, tally, findings } = read([
      header,
      "80|97|NaN|NaN|NaN|NaN|NaN|40|1|NaN",
      "80|97",
      "NaN|NaN|NaN|NaN|NaN|NaN|NaN|40|1|3",
      "900|NaN|NaN|NaN|NaN|NaN|NaN|40|1|4",
      "81|NaN|NaN|NaN|NaN|NaN|NaN|40|1|5",
      "81|NaN|NaN|NaN|NaN|NaN|NaN|40|1|5",
    ]);
    expect(stay?.rows.map(({ line }) => line)).toEqual([6, 7]);
    expect(tally).toMatchObject({
      rows: 6,
      rowsUnreadable: 2,
      rowsEmpty: 1,
      rowsWithoutUsableValue: 1,
      rowsWithReading: 2,
      rowsRepeated: 1,
    });
    expect(findings.map(({ line, code }) => [line, code])).toEqual([
      [2, "row-hour"],
      [3, "row-columns"],
      [5, "above-hard-limit"],
    ]);
  });

  test("finds columns by name in any order and ignores unknown ones, a byte-order mark and Windows line ends", () => {
    const { stay } = read(["\uFEFFICULOS|Sepsis|HR\r", "7|1|88\r"]);
    expect(stay?.rows).toEqual([{ line: 2, hour: 7, values: { heartRate: 88 } }]);
    expect(stay?.sex).toBeUndefined();
  });

  test.each([
    ["pn/p1.psv", ["A|B", "1|2"], "file-columns"],
    ["pn/p1.psv", [""], "file-empty"],
    ["pn/ .psv", [header], "file-name"],
  ])("leaves out %s as a whole and says why", (file, lines, code) => {
    const { stay, findings } = read(lines, file);
    expect(stay).toBeUndefined();
    expect(findings[0]?.code).toBe(code);
  });
});
