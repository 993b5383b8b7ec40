import * as A from "@automerge/automerge/slim";
import { addReading, type Reading, rootChange, type VitalsDoc } from "@arogyasync/shared/records";
import { describe, expect, it } from "vitest";
import { newerOf } from "./latest.ts";
import { vitalsPart } from "./vitals-part.ts";

const OWNER = "3MGv6Dj8UYsZunZ9N1CTorfiQAGZ";
let nonce = 0;
const reading = (measuredAt: number, rest: Partial<Reading>): Reading => ({
  v: 1,
  nonce: String(nonce++).padStart(22, "A"),
  measuredAt,
  author: "sunita",
  source: "keypad",
  ...rest,
});
const docWith = (...readings: Reading[]) => {
  const root = rootChange({ kind: "vitals", owner: OWNER, period: "2026" });
  const [doc] = A.applyChanges(A.init<VitalsDoc>(), [root.bytes]);
  const ids: string[] = [];
  const changed = A.change(doc, (draft) => {
    for (const one of readings) ids.push(addReading(draft, one));
  });
  return { doc: changed, ids };
};

describe("what a list knows of a year of readings", () => {
  it("is the newest standing value of each vital, with its time where it is older", () => {
    const { doc } = docWith(
      reading(1000, { systolic: 150, diastolic: 90 }),
      reading(2000, { heartRate: 80 }),
      reading(1500, { heartRate: 70, spo2: 97 }),
    );
    expect(vitalsPart(doc)).toEqual({
      count: 3,
      unreadableCount: 0,
      lastActivityMs: 2000,
      latest: {
        measuredAtMs: 2000,
        values: { heartRate: 80, spo2: 97, systolic: 150, diastolic: 90 },
        timesMs: { spo2: 1500, systolic: 1000, diastolic: 1000 },
      },
    });
  });

  it("[RC6] shows a correction in place of what it corrects, and nothing of what was withdrawn", () => {
    const first = docWith(reading(1000, { heartRate: 800 }));
    const wrong = first.ids[0]!;
    const corrected = docWith(
      reading(1000, { heartRate: 800, nonce: "A".repeat(22) }),
      reading(1000, { heartRate: 80, supersedes: wrong, reason: "typing" }),
    );
    const target = Object.keys(corrected.doc.readings).find((id) => id === corrected.ids[0])!;
    const { doc } = docWith(
      reading(1000, { heartRate: 800, nonce: "A".repeat(22) }),
      reading(1000, { heartRate: 80, supersedes: target, reason: "typing" }),
    );
    expect(vitalsPart(doc)).toMatchObject({ count: 1, latest: { values: { heartRate: 80 } } });
    const withdrawn = docWith(
      reading(1000, { heartRate: 800, nonce: "A".repeat(22) }),
      reading(1000, { retracts: target, reason: "wrong patient" }),
    );
    expect(vitalsPart(withdrawn.doc)).toMatchObject({ count: 0, latest: undefined });
  });

  it("[RC6] a value that is one of several written for the same measurement says so, until one is decided on", () => {
    const wrong = reading(1000, { heartRate: 800, spo2: 97 });
    const target = docWith(wrong).ids[0]!;
    const corrections = [80, 90].map((heartRate) =>
      reading(1000, { heartRate, supersedes: target, reason: "typing" }),
    );
    const rival = docWith(wrong, ...corrections);
    const { latest } = vitalsPart(rival.doc);
    expect(latest?.rivals).toEqual(["heartRate"]);
    const [, first, second] = rival.ids;
    const decision = reading(1000, {
      heartRate: 80,
      supersedes: first!,
      alsoSupersedes: [second!],
      reason: "typing",
    });
    expect(vitalsPart(docWith(wrong, ...corrections, decision).doc).latest).not.toHaveProperty("rivals");
    const newer = vitalsPart(docWith(reading(3000, { heartRate: 70 })).doc).latest;
    expect(newerOf(latest, newer)).not.toHaveProperty("rivals");
    const other = vitalsPart(docWith(reading(3000, { spo2: 98 })).doc).latest;
    expect(newerOf(latest, other)?.rivals).toEqual(["heartRate"]);
  });

  it("names what it cannot read and counts the rest", () => {
    const { doc } = docWith(reading(1000, { heartRate: 80 }));
    const damaged = A.change(doc, (draft) => {
      draft.readings["a".repeat(26)] = new A.ImmutableString("not a reading");
    });
    expect(vitalsPart(damaged)).toMatchObject({ count: 1, unreadableCount: 1 });
  });

  it("joins years, whichever comes first", () => {
    const old = { measuredAtMs: 10, values: { heartRate: 70, weightG: 60_000 }, timesMs: {} };
    const now = { measuredAtMs: 20, values: { heartRate: 80 }, timesMs: {} };
    const joined = { measuredAtMs: 20, values: { heartRate: 80, weightG: 60_000 }, timesMs: { weightG: 10 } };
    expect(newerOf(old, now)).toEqual(joined);
    expect(newerOf(now, old)).toEqual(joined);
    expect(newerOf(undefined, old)).toBe(old);
  });
});
