import { TestClock } from "@arogyasync/shared/testing";
import { describe, expect, it } from "vitest";
import { defaultLimits } from "../limits.ts";
import { Flow, WINDOW_BYTES } from "./flow.ts";
import { FrameCache } from "./frames.ts";
import { LiveHub } from "./hub.ts";
import { textFrame } from "./text-frame.ts";
import { newTopic } from "./topic.ts";
import { type LiveWire, Watcher } from "./watcher.ts";

const events = {
  connected() {},
  published() {},
  delivered() {},
  refused() {},
  refusedFrame() {},
};
const valueOf = (deviceId: string, heartRate: number) => ({
  heartRate,
  spo2: null,
  temperature: null,
  recordedTimeStamp: 1,
  deviceId,
});

/** A wire that keeps what is written until the test says that the system has taken it. */
const testWire = () => {
  const frames: Uint8Array[] = [];
  const dones: (() => void)[] = [];
  let probes = 0;
  let isCut = false;
  const wire: LiveWire = {
    write(frame, done) {
      if (frame.at(-2) === 0x89 && frame.at(-1) === 0) probes++;
      if (frame.length > 2) frames.push(frame);
      dones.push(done);
    },
    cut: () => void (isCut = true),
  };
  return {
    wire,
    frames,
    texts: () => frames.map((f) => new TextDecoder().decode(f.subarray(f[1] === 126 ? 4 : 2))),
    take: () => {
      for (const done of dones.splice(0)) done();
    },
    probes: () => probes,
    isCut: () => isCut,
  };
};
const join = (hub: LiveHub, clock: TestClock) => {
  const end = testWire();
  const watcher: Watcher = new Watcher({
    wire: end.wire,
    events: () => events,
    now: clock.now(),
    onReady: () => hub.ready(watcher),
    isFlowOff: false,
  });
  hub.join(watcher);
  return { ...end, watcher };
};
const speak = (hub: LiveHub, sensor: string) => {
  const topic = hub.claim("rampur", sensor, {});
  if (!topic) throw new Error("no room");
  return (heartRate: number) => {
    hub.publish(topic, valueOf(sensor, heartRate));
    hub.flush();
  };
};

describe("[LV10] the flow to one watcher", () => {
  it("is one write at a time, within the window, and opened again by a pong", () => {
    const flow = new Flow(0);
    expect(flow.isOpen(0)).toBe(true);
    expect(flow.sent(100, 0)).toBe(false);
    expect(flow.isOpen(0)).toBe(false);
    flow.written();
    expect(flow.isOpen(0)).toBe(true);
    expect(flow.sent(WINDOW_BYTES - 100, 1)).toBe(true); // a probe goes along
    flow.written();
    expect(flow.isOpen(1)).toBe(false);
    flow.confirmed();
    expect(flow.isOpen(1)).toBe(true);
  });

  it("stops for small values too, when a probe is not answered", () => {
    const flow = new Flow(0);
    const probes = [0, 1_000, 4_000, 5_000].map((at) => {
      const isProbe = flow.sent(120, at);
      flow.written();
      return isProbe;
    });
    expect(probes).toEqual([false, false, true, false]);
    expect(flow.isOpen(6_000)).toBe(true);
    expect(flow.isOpen(6_001)).toBe(false);
    flow.confirmed();
    expect(flow.isOpen(60_000)).toBe(true);
  });
});

describe("[LV10] the fan-out", () => {
  it("encodes once: who watches the same gets the very same bytes", async () => {
    const clock = new TestClock();
    const hub = new LiveHub(clock, defaultLimits);
    const [a, b, c] = [join(hub, clock), join(hub, clock), join(hub, clock)];
    for (const { watcher } of [a, b]) for (const s of ["s-1", "s-2"]) hub.watch(watcher, "rampur", s);
    hub.watch(c.watcher, "rampur", "s-2");
    hub.flush();
    for (const end of [a, b, c]) end.take();
    await clock.advance(100);
    for (const end of [a, b, c]) end.frames.splice(0);
    const [one, two] = [hub.claim("rampur", "s-1", {}), hub.claim("rampur", "s-2", {})];
    if (!one || !two) throw new Error("no room");
    hub.publish(one, valueOf("s-1", 60));
    hub.publish(two, valueOf("s-2", 70));
    hub.flush();
    expect(a.frames).toHaveLength(1);
    expect(a.frames[0]).toBe(b.frames[0]);
    expect(JSON.parse(c.texts()[0] ?? "")).toEqual({ t: "value", items: [[1, valueOf("s-2", 70)]] });
  });

  it("keeps for a watcher that takes nothing one newest value of each sensor, however many come", async () => {
    const clock = new TestClock();
    const hub = new LiveHub(clock, defaultLimits);
    const slow = join(hub, clock);
    hub.watch(slow.watcher, "rampur", "s-1");
    hub.flush();
    const say = speak(hub, "s-1");
    for (let n = 1; n <= 10_000; n++) say(n % 300);
    expect(slow.frames).toHaveLength(1); // the word that there is nothing yet, still not taken
    slow.take();
    await clock.advance(100);
    expect(slow.texts().slice(1).join("")).toContain('"items":[[10000,');
    expect(slow.frames).toHaveLength(2);
    say(1);
    say(2);
    say(3);
    slow.take();
    await clock.advance(100);
    const last = slow.texts().at(-1) ?? "";
    expect(last).toMatch(/^\{"t":"gap","gaps":\[\{"sensor":"s-1","missed":2\}\]\}/);
    expect(last).toContain('{"t":"value","items":[[10003,');
  });

  it("says that a sensor is silent once, and forgets what nobody asks for", async () => {
    const clock = new TestClock();
    const hub = new LiveHub(clock, defaultLimits);
    hub.start();
    const board = join(hub, clock);
    hub.watch(board.watcher, "rampur", "s-1");
    speak(hub, "s-1")(70);
    board.take();
    await clock.advance(60_000);
    board.take();
    await clock.advance(60_000);
    const stale = board.texts().filter((text) => text.includes('"stale"'));
    expect(stale).toHaveLength(1);
    expect(hub.counts()).toMatchObject({ sensors: 1, stale: 1 });
    hub.leave(board.watcher);
    const talker = {};
    const topic = hub.claim("rampur", "s-1", talker);
    if (topic) hub.release(topic, talker);
    expect(hub.counts().sensors).toBe(1); // its last value may be asked for
    await clock.advance(3_700_000);
    expect(hub.counts().sensors).toBe(0);
    hub.stop();
  });

  it("[LV12] cuts off who answers no ping, and not who does", async () => {
    const clock = new TestClock();
    const hub = new LiveHub(clock, defaultLimits);
    hub.start();
    const [dead, well] = [join(hub, clock), join(hub, clock)];
    for (let s = 0; s < 70; s++) {
      await clock.advance(1_000);
      if (well.probes() > 0) well.watcher.confirmed();
    }
    expect([dead.isCut(), well.isCut()]).toEqual([true, false]);
    hub.stop();
  });

  it("frames of different sets are never taken for one another", () => {
    const cache = new FrameCache();
    const topics = ["s-1", "s-2", "s-3"].map((s) => ({ ...newTopic("rampur", s), item: `[1,"${s}"]` }));
    const [a, b, c] = topics as [(typeof topics)[0], (typeof topics)[0], (typeof topics)[0]];
    const text = (of: typeof topics) => new TextDecoder().decode(cache.valuesOf(of).subarray(2));
    expect(text([a, b])).toContain('[1,"s-1"],[1,"s-2"]');
    expect(text([a, c])).toContain('[1,"s-1"],[1,"s-3"]');
    expect(text([a])).not.toContain("s-2");
    expect(cache.valuesOf([a, b])).toBe(cache.valuesOf([a, b]));
  });

  it("writes frames as RFC 6455 says, short and long", () => {
    expect([...textFrame("Hello")]).toEqual([0x81, 5, 0x48, 0x65, 0x6c, 0x6c, 0x6f]);
    expect([...textFrame("x".repeat(125)).subarray(0, 2)]).toEqual([0x81, 125]);
    expect([...textFrame("x".repeat(126)).subarray(0, 4)]).toEqual([0x81, 126, 0, 126]);
    expect([...textFrame("x".repeat(65_535)).subarray(0, 4)]).toEqual([0x81, 126, 255, 255]);
    expect(() => textFrame("x".repeat(65_536))).toThrow("64 KiB");
  });
});
