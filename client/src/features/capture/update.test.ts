import { describe, expect, test } from "vitest";
import { type Capture, boxText, isReview, startCapture, valuesOf } from "./model.ts";
import { defaultStepOrder, readStepOrder, type StepId } from "../../widgets/steps.ts";
import { type CaptureAction, updateCapture } from "./update.ts";

const adult = { ageMonths: 58 * 12 };
const run = (start: Capture, ...actions: (CaptureAction | string)[]): Capture =>
  actions
    .flatMap((action) =>
      typeof action === "string"
        ? action
            .split("")
            .map((key): CaptureAction => (key === "." ? { type: "point" } : { type: "digit", digit: key }))
        : [action],
    )
    .reduce((state, action) => updateCapture(state, action, adult), start);
const at = (step: StepId, steps: readonly StepId[] = defaultStepOrder): Capture => ({
  ...startCapture(steps),
  at: steps.indexOf(step),
});
const next: CaptureAction = { type: "next" };

describe("keypad capture [CL12]", () => {
  test("types a whole visit without touching anything but digits", () => {
    const end = run(
      startCapture(["heartRate", "spo2", "pressure", "tempCx10"]),
      "88",
      "97",
      "142",
      "92",
      "368",
    );
    expect(isReview(end)).toBe(true);
    expect(valuesOf(end)).toEqual({ heartRate: 88, spo2: 97, systolic: 142, diastolic: 92, tempCx10: 368 });
  });
  test("waits while another digit could follow, and moves on when none can", () => {
    expect(run(at("heartRate"), "12").at).toBe(0);
    expect(run(at("heartRate"), "120").at).toBe(1);
    expect(run(at("heartRate"), "45").at).toBe(1);
  });
  test("puts the decimal point of a temperature in by itself", () => {
    expect(boxText("tempCx10", "36")).toBe("36._");
    expect(valuesOf(run(at("tempCx10"), "368"))).toEqual({ tempCx10: 368 });
    expect(run(at("tempCx10"), "36", next).problem).toEqual({ kind: "incomplete", field: "tempCx10" });
  });
  test("98.6 is refused and 37.0 °C is offered; taking it moves on", () => {
    const held = run(at("tempCx10"), "986");
    expect(held.problem).toMatchObject({
      kind: "issue",
      issue: { verdict: "refuse", code: "looks-like-fahrenheit" },
    });
    const taken = run(held, { type: "take-suggestion" });
    expect(valuesOf(taken)).toEqual({ tempCx10: 370 });
    expect(taken.at).toBe(held.at + 1);
  });
  test("an impossible value cannot be confirmed, and the next digit starts over", () => {
    const held = run(at("heartRate"), "301");
    expect(held.problem).toMatchObject({ issue: { verdict: "refuse", code: "above-hard-limit" } });
    expect(run(held, { type: "confirm" })).toEqual(held);
    expect(run(held, "7").typed.heartRate).toBe("7");
  });
  test("an unusual value asks; confirming notes it, re-entering clears it", () => {
    const held = run(at("heartRate"), "240");
    expect(held.problem).toMatchObject({ issue: { verdict: "ask", code: "above-usual" } });
    expect(run(held, { type: "confirm" })).toMatchObject({ confirmed: ["heartRate"], at: 1 });
    expect(run(held, { type: "re-enter" })).toMatchObject({ typed: { heartRate: "" }, at: 0, confirmed: [] });
  });
  test("changing a confirmed value takes the confirmation back", () => {
    const confirmed = run(at("heartRate"), "240", { type: "confirm" });
    const again = run(confirmed, { type: "open-step", step: "heartRate" }, "80");
    expect(again.confirmed).toEqual([]);
  });
  test("swapped pressures are refused and the swap is one press", () => {
    const held = run(at("pressure"), "80", "120");
    expect(held.problem).toMatchObject({ issue: { code: "systolic-not-above-diastolic" } });
    expect(valuesOf(run(held, { type: "take-suggestion" }))).toEqual({ systolic: 120, diastolic: 80 });
  });
  test("can't measure keeps the reason, drops the digits, and a later value drops the reason", () => {
    const skipped = run(at("spo2"), "9", { type: "cannot-measure", reason: "no-device" });
    expect(skipped).toMatchObject({ at: 2, notMeasured: { spo2: "no-device" }, typed: {} });
    const measured = run(skipped, { type: "open-step", step: "spo2" }, "97");
    expect(measured.notMeasured).toEqual({});
  });
  test("a step opened from the review returns to the review", () => {
    const review = { ...startCapture(["heartRate", "spo2", "weightG"]), at: 3 };
    const back = run(review, { type: "open-step", step: "heartRate" }, "72");
    expect(isReview(back)).toBe(true);
  });
  test("weight has a point key, never moves on alone, and ±1 moves the last shown decimal", () => {
    const typed = run(at("weightG"), "58.5");
    expect(valuesOf(typed)).toEqual({ weightG: 58_500 });
    expect(valuesOf(run(typed, { type: "nudge", by: 1 }))).toEqual({ weightG: 58_600 });
    expect(run(typed, next).at).toBe(typed.at + 1);
  });
  test("room air skips the flow; oxygen asks for it", () => {
    const oxygen = at("oxygen");
    expect(run(oxygen, { type: "on-oxygen", value: false }).at).toBe(oxygen.at + 1);
    expect(valuesOf(run(oxygen, { type: "on-oxygen", value: true }, "2", next))).toEqual({
      onOxygen: true,
      oxygenLMinx10: 20,
    });
  });
  test("an empty box may be left; back goes from the second box to the first", () => {
    expect(run(at("glucoseMgDl"), next).at).toBe(at("glucoseMgDl").at + 1);
    expect(run(at("pressure"), "142", { type: "back" }).box).toBe(0);
  });
  test("the order is the person's own; unknown steps are dropped", () => {
    expect(readStepOrder("spo2,heartRate,ecg")).toEqual(["spo2", "heartRate"]);
    expect(readStepOrder("")).toEqual(defaultStepOrder);
  });
});
