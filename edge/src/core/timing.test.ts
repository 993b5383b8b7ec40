import { describe, expect, it } from "vitest";
import { ClockEstimate } from "./clock-estimate.ts";
import { LiveValues } from "./live-values.ts";
import type { LiveOut, StoredSample } from "./ports.ts";
import { RateLimit } from "./rate-limit.ts";

describe("a sensor's clock", () => {
  it("[ED7] is corrected by the smallest difference to arrival, and left alone when it is right", () => {
    const estimate = new ClockEstimate();
    for (const [sent, delay] of [
      [0, 900],
      [1_000, 300],
      [2_000, 4_000],
    ] as const)
      estimate.learn(sent - 60_000, sent + delay);
    expect(estimate.correctionMs()).toBe(60_300);
    const right = new ClockEstimate();
    right.learn(1_000, 1_200);
    expect(right.correctionMs()).toBe(0);
  });

  it("[ED7] that was set is believed anew when what was seen before is two minutes old", () => {
    const estimate = new ClockEstimate();
    estimate.learn(0, 100); // right
    estimate.learn(1_000 - 3_600_000, 1_100); // an hour behind from now on
    expect(estimate.correctionMs()).toBe(0);
    estimate.learn(130_000 - 3_600_000, 130_100);
    expect(estimate.correctionMs()).toBe(3_600_100);
  });
});

it("[ED8] a sensor has its own rate, with a burst for what it kept", () => {
  const limit = new RateLimit(2, 5);
  const taken = (sensor: string, at: number, tries: number) =>
    Array.from({ length: tries }, () => limit.take(sensor, at)).filter(Boolean).length;
  expect(taken("a", 0, 10)).toBe(5);
  expect(taken("b", 0, 10)).toBe(5);
  expect(taken("a", 1_000, 10)).toBe(2);
  expect(taken("a", 60_000, 10)).toBe(5);
});

describe("live values", () => {
  const sample = (at: number, rest: Partial<StoredSample>): StoredSample => ({
    at,
    receivedAt: at,
    sensorAt: undefined,
    correctionMs: 0,
    values: {},
    unusable: [],
    states: [],
    ...rest,
  });
  const collect = () => {
    const sent: Parameters<LiveOut["send"]>[0][number][] = [];
    return { sent, live: new LiveValues({ send: (values) => void sent.push(...values) }) };
  };

  it("[ED30] never run backwards, and say nothing twice", () => {
    const { sent, live } = collect();
    live.take("mon-1", sample(2_000, { values: { heartRate: 80 } }));
    live.take("mon-1", sample(1_000, { values: { heartRate: 60 } }));
    live.flush();
    live.flush();
    expect(sent).toEqual([
      { heartRate: 80, spo2: null, temperature: null, recordedTimeStamp: 2_000, deviceId: "mon-1" },
    ]);
  });

  it("[ED12] a probe that fell off is a state and no value", () => {
    const { sent, live } = collect();
    live.take("mon-1", sample(1_000, { values: { spo2: 97, tempCx10: 368 } }));
    live.take("mon-1", sample(2_000, { unusable: ["spo2"], states: ["probe-off"] }));
    live.flush();
    expect(sent).toMatchObject([{ spo2: null, temperature: 36.8, status: ["probe-off"] }]);
  });

  it("[ED30] what was measured too long ago is no newest value", () => {
    const { sent, live } = collect();
    live.take("mon-1", sample(0, { values: { heartRate: 80, tempCx10: 368 } }));
    live.take("mon-1", sample(11_000, { values: { spo2: 97 } }));
    live.flush();
    expect(sent).toMatchObject([{ heartRate: null, spo2: 97, temperature: 36.8 }]);
  });
});
