import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { effectiveReadings, rivalsOf } from "./effective-readings.ts";
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
const correct = (target: StoredReading, ...also: StoredReading[]) =>
  make({
    supersedes: target.id,
    ...(also.length > 0 ? { alsoSupersedes: also.map((r) => r.id) } : {}),
    reason: "typing slip",
  });
const retract = (target: StoredReading) => make({ retracts: target.id, reason: "wrong patient" });
const states = (readings: StoredReading[]) => {
  const byId = new Map(effectiveReadings(readings).map((r) => [r.id, r]));
  return (r: StoredReading) => byId.get(r.id)?.state;
};

/** Random histories: each reading may correct one or two earlier ones, or retract one. */
const step = fc.record({
  what: fc.constantFrom("new", "correct", "settle", "retract"),
  target: fc.nat(),
  other: fc.nat(),
});
const history = fc.array(step, { maxLength: 14 }).map((steps) => {
  const made: StoredReading[] = [];
  for (const { what, target, other } of steps) {
    const aim = made[target % Math.max(1, made.length)];
    const also = made[other % Math.max(1, made.length)];
    if (what === "new" || !aim || !also) made.push(make());
    else if (what === "retract") made.push(retract(aim));
    else made.push(what === "settle" && also !== aim ? correct(aim, also) : correct(aim));
  }
  return made;
});

/** Which readings are of one measurement, found the slow way: spread one mark over every correction until it rests. */
const measurements = (readings: readonly StoredReading[]): Map<string, string> => {
  const mark = new Map<string, string>();
  const links = readings.flatMap(({ id, reading: { retracts, supersedes, alsoSupersedes } }) =>
    retracts === undefined && supersedes !== undefined
      ? [supersedes, ...(alsoSupersedes ?? [])].map((target) => [id, target] as const)
      : [],
  );
  for (const id of [...readings.map((r) => r.id as string), ...links.flat()]) mark.set(id, id);
  for (let isMoving = true; isMoving; ) {
    isMoving = false;
    for (const [a, b] of links) {
      const least = [mark.get(a)!, mark.get(b)!].sort()[0]!;
      if (mark.get(a) !== least || mark.get(b) !== least) isMoving = true;
      mark.set(a, least);
      mark.set(b, least);
    }
  }
  return mark;
};

describe("which readings stand", () => {
  it("[RC6] a correction supersedes, and a chain of corrections leaves the last", () => {
    const a = make();
    const b = correct(a);
    const c = correct(b);
    const state = states([a, b, c]);
    expect([a, b, c].map(state)).toEqual(["superseded", "superseded", "current"]);
  });

  it("[RC6] two corrections of one reading are rivals until one correction names both", () => {
    const a = make();
    const [b, c] = [correct(a), correct(a)];
    expect([a, b, c].map(states([a, b, c]))).toEqual(["superseded", "rival", "rival"]);
    const settled = correct(b, c);
    expect([a, b, c, settled].map(states([a, b, c, settled]))).toEqual([
      "superseded",
      "superseded",
      "superseded",
      "current",
    ]);
  });

  it("[RC6] correcting one of two rivals decides nothing about the other: two values stay two values", () => {
    const a = make();
    const [b, c] = [correct(a), correct(a)];
    const d = correct(b);
    const all = [a, b, c, d];
    expect(all.map(states(all))).toEqual(["superseded", "superseded", "rival", "rival"]);
    expect(rivalsOf(all, d.id)).toEqual([c.id]);
    const settled = correct(d, c);
    expect([...all, settled].map(states([...all, settled]))).toEqual([
      "superseded",
      "superseded",
      "superseded",
      "superseded",
      "current",
    ]);
  });

  it("[RC6] withdrawing one of two rivals leaves the other; withdrawing what settled them brings both back", () => {
    const a = make();
    const [b, c] = [correct(a), correct(a)];
    const gone = retract(c);
    expect([b, c].map(states([a, b, c, gone]))).toEqual(["current", "retracted"]);
    const settled = correct(b, c);
    const undone = retract(settled);
    const all = [a, b, c, settled, undone];
    expect([a, b, c, settled].map(states(all))).toEqual(["superseded", "rival", "rival", "retracted"]);
  });

  it("[RC6] two corrections of a reading that is not here are rivals too", () => {
    const a = make();
    const [b, c] = [correct(a), correct(a)];
    expect([b, c].map(states([b, c]))).toEqual(["rival", "rival"]);
    expect(rivalsOf([b, c], b.id)).toEqual([c.id]);
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
          expect(
            shown.some(
              ({ reading: { supersedes, alsoSupersedes = [] }, state }) =>
                (supersedes === r.id || alsoSupersedes.includes(r.id)) && state !== "retracted",
            ),
          ).toBe(true);
        const withValues = shown.filter((r) => r.state !== "retracted");
        if (withValues.length > 0)
          expect(withValues.some((r) => r.state === "current" || r.state === "rival")).toBe(true);
      }),
    );
  });

  it("[RC6] a value is alone or marked: of one measurement nothing is current beside something else that stands", () => {
    fc.assert(
      fc.property(history, (readings) => {
        const group = measurements(readings);
        const standing = effectiveReadings(readings).filter(
          (r) => r.state === "current" || r.state === "rival",
        );
        const count = (id: string) => standing.filter((r) => group.get(r.id) === group.get(id)).length;
        for (const r of standing) {
          expect(r.state).toBe(count(r.id) > 1 ? "rival" : "current");
          expect(rivalsOf(readings, r.id).length).toBe(count(r.id) - 1);
        }
      }),
    );
  });

  it("[RC6] a correction of a standing reading that names its rivals leaves one value", () => {
    fc.assert(
      fc.property(history, fc.nat(), (readings, pick) => {
        const standing = effectiveReadings(readings).filter(
          (r) => r.state === "current" || r.state === "rival",
        );
        const aim = standing[pick % Math.max(1, standing.length)];
        if (!aim) return;
        const rivals = rivalsOf(readings, aim.id);
        const settled = correct(aim, ...readings.filter((r) => rivals.includes(r.id)));
        const state = states([...readings, settled]);
        expect(state(settled)).toBe("current");
        for (const id of [aim.id, ...rivals])
          expect(state(readings.find((r) => r.id === id)!)).toBe("superseded");
      }),
    );
  });
});
