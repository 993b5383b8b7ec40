import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkSample } from "./check-sample.ts";
import { decodeFlat, flatMappingSchema } from "./flat-json.ts";
import { decodeOwn } from "./own-json.ts";
import { emptySample } from "./sample.ts";

const own = (payload: unknown) => decodeOwn(JSON.stringify(payload));

describe("own JSON", () => {
  it("[ED2] is read in stored units; null is a vital that cannot be measured now", () => {
    expect(
      own({ v: 1, at: 5, seq: 7, heartRate: 72, temperature: 36.8, spo2: null, status: ["probe-off"] }),
    ).toEqual({
      ok: true,
      value: {
        measuredAt: 5,
        sentAt: undefined,
        sequence: 7,
        values: { heartRate: 72, tempCx10: 368 },
        unusable: ["spo2"],
        states: ["probe-off"],
      },
    });
  });

  it.each([
    ["another key", { v: 1, heartRate: 72, patientName: "Sita" }, "not-understood"],
    ["no version", { heartRate: 72 }, "not-understood"],
    ["text for a number", { v: 1, heartRate: "72" }, "not-understood"],
    ["a state of its own making", { v: 1, status: ["Sita is unwell"] }, "not-understood"],
    ["a time of no calendar", { v: 1, at: -1 }, "not-understood"],
  ])("[ED2] %s is refused whole", (_what, payload, code) => {
    expect(own(payload)).toEqual({ ok: false, error: code });
  });

  it("[ED6] whatever the text, it is a sample or an error, and never throws", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const read = decodeOwn(text);
        expect(read.ok || ["malformed", "not-understood"].includes(read.error)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("flat JSON of a vendor", () => {
  const mapping = flatMappingSchema.parse({
    values: { heartRate: "HR", spo2: "SAT", temperature: "T" },
    fahrenheit: true,
    noValue: [-1, 127],
    time: "ts",
    timeUnit: "s",
    sequence: "n",
    states: { probe: { off: "probe-off" } },
  });
  const flat = (payload: unknown) => decodeFlat(JSON.stringify(payload), mapping);

  it("[ED3] is read by its mapping: units, marks for no value, states; other keys are not looked at", () => {
    expect(
      flat({ HR: "72", SAT: 127, T: 98.6, ts: 1_764_000_000, n: 3, probe: "off", name: "Sita" }),
    ).toEqual({
      ok: true,
      value: {
        measuredAt: 1_764_000_000_000,
        sentAt: undefined,
        sequence: 3,
        values: { heartRate: 72, tempCx10: 370 },
        unusable: ["spo2"],
        states: ["probe-off"],
      },
    });
  });

  it.each([
    ["no object", [1, 2]],
    ["a word for a value", { HR: "high" }],
    ["a time that is none", { HR: 72, ts: "soon" }],
    [
      "more keys than any monitor sends",
      Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`k${n}`, n])),
    ],
  ])("[ED3] %s is not understood", (_what, payload) => {
    expect(flat(payload)).toEqual({ ok: false, error: "not-understood" });
  });

  it("[ED3] a state is never taken from what every object has", () => {
    expect(flat({ HR: 72, probe: "constructor" })).toMatchObject({ ok: true, value: { states: [] } });
  });
});

describe("what is impossible", () => {
  it("[ED6] makes its own vital unusable and no other", () => {
    const { sample, problems } = checkSample({ ...emptySample, values: { heartRate: 900, spo2: 97 } });
    expect(sample).toMatchObject({ values: { spo2: 97 }, unusable: ["heartRate"] });
    expect(problems).toEqual(["value-outside-limits"]);
  });

  it("[ED6] swapped pressures are neither", () => {
    const { sample, problems } = checkSample({
      ...emptySample,
      values: { systolic: 80, diastolic: 120, heartRate: 70 },
    });
    expect(sample).toMatchObject({ values: { heartRate: 70 }, unusable: ["systolic", "diastolic"] });
    expect(problems).toEqual(["pressures-swapped"]);
  });
});
