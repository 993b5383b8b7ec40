import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { effectiveReadings } from "./effective-readings.ts";
import type { Reading, ReadingId } from "./reading.ts";
import { sealReading } from "./reading.ts";
import type { StoredReading } from "./vitals-doc.ts";

let counter = 0;
const make = (fields: Partial<Reading> = {}): StoredReading => {
  const reading: Reading = {
    v: 1,
    nonce: String(counter++).padStart(22, "A"),
    measuredAt: 1_764_000_000_000,
    author: "asha-1",
    source: "keypad",
    heartRate: 70,
    ...fields,
  };
  const sealed = sealReading(reading);
  if (!sealed.ok) throw new Error(sealed.error);
  return { id: sealed.value.id, reading };
};
const correct = (target: StoredReading) => make({ supersedes: target.id, reason: "typing slip" });
const retract = (target: StoredReading) => make({ retracts: target.id, reason: "wrong patient" });
const states = (readings: StoredReading[]) => {
  const byId = new Map(effectiveReadings(readings).map((r) => [r.id, r]));
  return (r: StoredReading) => byId.get(r.id)?.state;
};

/** Random histories: each reading may correct or retract an earlier one. */
const history = fc
  .array(fc.record({ what: fc.constantFrom("new", "correct", "retract"), target: fc.nat() }), {
    maxLength: 12,
  })
  .map((steps) => {
    const made: StoredReading[] = [];
    for (const { what, target } of steps) {
      const aim = made[target % Math.max(1, made.length)];
      made.push(what === "new" || !aim ? make() : what === "correct" ? correct(aim) : retract(aim));
    }
    return made;
  });

describe("which readings stand", () => {
  it("[RC6] a correction supersedes, and a chain of corrections leaves the last", () => {
    const a = make();
    const b = correct(a);
    const c = correct(b);
    const state = states([a, b, c]);
    expect([a, b, c].map(state)).toEqual(["superseded", "superseded", "current"]);
  });

  it("[RC6] two corrections of one reading are rivals until one is corrected", () => {
    const a = make();
    const [b, c] = [correct(a), correct(a)];
    expect([a, b, c].map(states([a, b, c]))).toEqual(["superseded", "rival", "rival"]);
    const settled = correct(b);
    expect([b, c, settled].map(states([a, b, c, settled]))).toEqual(["superseded", "current", "current"]);
  });

  it("[RC6] a retraction withdraws; a retracted correction gives its target back", () => {
    const a = make();
    const b = correct(a);
    const r = retract(b);
    expect([a, b, r].map(states([a, b, r]))).toEqual(["current", "retracted", undefined]);
    expect(effectiveReadings([a, b, r]).find((e) => e.id === b.id)?.correctedBy).toEqual([r.id]);
  });

  it("[RC6] a retracted correction of a rival makes it a rival again", () => {
    const a = make();
    const [b, c] = [correct(a), correct(a)];
    const d = correct(b);
    const r = retract(d);
    expect([b, c].map(states([a, b, c, d, r]))).toEqual(["rival", "rival"]);
  });

  it("[RC6] a correction whose target is not here (another document, not yet received) stands", () => {
    const a = make();
    const b = correct(a);
    expect(states([b])(b)).toBe("current");
  });

  it("[RC6] a retraction never takes a reading's place, even when it claims to supersede one", () => {
    const [a, x] = [make(), make()];
    const odd = make({ retracts: x.id, supersedes: a.id, reason: "odd" });
    expect([a, x].map(states([a, x, odd]))).toEqual(["current", "retracted"]);
  });

  it("[RC6] the order of arrival plays no part", () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat()), (readings, stream) => {
        const shuffled = readings
          .map((r) => [stream.next().value as number, r] as const)
          .sort((a, b) => a[0] - b[0])
          .map(([, r]) => r);
        const byId = (list: StoredReading[]) =>
          new Map(effectiveReadings(list).map((r) => [r.id, { state: r.state, correctedBy: r.correctedBy }]));
        expect(byId(shuffled)).toEqual(byId(readings));
      }),
    );
  });

  it("[RC6] nothing is hidden, and something always stands unless all of a chain was retracted", () => {
    fc.assert(
      fc.property(history, (readings) => {
        const shown = effectiveReadings(readings);
        const retractions = readings.filter((r) => r.reading.retracts !== undefined);
        expect(shown.length + retractions.length).toBe(readings.length);
        const retracted = new Set(retractions.map((r) => r.reading.retracts as ReadingId));
        for (const r of shown) expect(r.state === "retracted").toBe(retracted.has(r.id));
        for (const r of shown.filter((e) => e.state === "superseded"))
          expect(shown.some((s) => s.reading.supersedes === r.id && s.state !== "retracted")).toBe(true);
        const withValues = shown.filter((r) => r.state !== "retracted");
        if (withValues.length > 0)
          expect(withValues.some((r) => r.state === "current" || r.state === "rival")).toBe(true);
      }),
    );
  });
});
