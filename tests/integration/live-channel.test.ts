import { setTimeout as sleep } from "node:timers/promises";
import { MAX_LIVE_FRAME_BYTES } from "@arogyasync/shared/live";
import type { Clock } from "@arogyasync/shared/ports";
import { afterEach, expect, test } from "vitest";
import { createLiveWorld, type LiveClient, type LiveWorld, valueOf } from "./live-world.ts";

const open: LiveWorld[] = [];
const start = async (...args: Parameters<typeof createLiveWorld>): Promise<LiveWorld> => {
  const world = await createLiveWorld(...args);
  open.push(world);
  return world;
};
afterEach(async () => {
  for (const world of open.splice(0)) await world.close();
});

test("[LV8] the last value comes at once, on every subscription and after every reconnect", async () => {
  const world = await start();
  const early = await world.board("s-001", "s-002");
  expect(early.all("stale")).toEqual([
    {
      t: "stale",
      sensors: [
        { sensor: "s-001", since: null },
        { sensor: "s-002", since: null },
      ],
    },
  ]);
  const gateway = await world.gateway("s-001", "s-002");
  gateway.publish(valueOf("s-001", 60), valueOf("s-002", 90));
  await early.until(() => early.valuesOf("s-002").length === 1, "both");
  // Both came in one frame: what is published together goes out together.
  expect(early.all("value")).toHaveLength(1);
  await early.close();
  gateway.publish(valueOf("s-001", 61));
  gateway.publish(valueOf("s-001", 62));
  await gateway.settled();
  const again = await world.board("s-001");
  expect(again.valuesOf("s-001")).toEqual([{ n: 3, heartRate: 62 }]);
  again.watch("rampur", "s-001"); // twice is once
  again.send({ t: "unsubscribe", sensors: ["s-001", "s-unknown"] });
  await again.settled();
  gateway.publish(valueOf("s-001", 63));
  await gateway.settled();
  await again.settled();
  expect(again.valuesOf("s-001")).toHaveLength(1);
  // A gateway that goes leaves its last value: the board that comes later has it, and hears of its age.
  await gateway.close();
  const late = await world.board("s-001");
  expect(late.valuesOf("s-001")).toEqual([{ n: 4, heartRate: 63 }]);
});

test("[LV9] a sensor that falls silent is told to be stale, once, and its next value ends it", async () => {
  const world = await start({}, { liveStaleMs: 1_500 });
  const gateway = await world.gateway("s-001", "s-002");
  const board = await world.board("s-001", "s-002");
  gateway.publish(valueOf("s-001"), valueOf("s-002"));
  // The other one keeps talking and is never called stale: the negative control.
  const talk = setInterval(() => gateway.publish(valueOf("s-002")), 200);
  const before = Date.now();
  const mine = () => board.all("stale").flatMap(({ sensors }) => sensors.filter((s) => s.since !== null));
  await board.until(() => mine().length > 0, "stale");
  await sleep(2_500);
  clearInterval(talk);
  expect(mine().map(({ sensor }) => sensor)).toEqual(["s-001"]);
  expect(Math.abs((mine()[0]?.since ?? 0) - before)).toBeLessThan(5_000);
  const late = await world.board("s-001");
  expect(late.valuesOf("s-001")).toHaveLength(1);
  expect(late.all("stale")[0]?.sensors[0]?.sensor).toBe("s-001");
  gateway.publish(valueOf("s-001", 80));
  await board.until(() => board.valuesOf("s-001").at(-1)?.heartRate === 80, "the value");
  const fresh = await world.board("s-001");
  expect(fresh.all("stale")).toEqual([]);
});

/** Big enough to fill what the system keeps for a socket. */
const SENSORS = Array.from({ length: 200 }, (_, n) => `sensor-with-a-long-name-${"x".repeat(30)}-${n}`);
const ROUNDS = 150;

/** Publishes rounds of values to a board that reads and one that does not. */
const stall = async (world: LiveWorld) => {
  const gateway = await world.gateway(...SENSORS);
  const healthy = await world.board(...SENSORS);
  const slow = await world.board(...SENSORS);
  slow.ws.pause();
  const last = SENSORS.at(-1) ?? "";
  for (let round = 1; round <= ROUNDS; round++) {
    gateway.publish(...SENSORS.map((s) => valueOf(s, round)));
    const isNewest = () => healthy.frames.length > 0 && healthy.valuesOf(last).at(-1)?.heartRate === round;
    await healthy.until(isNewest, `round ${round}`);
    expect(healthy.all("gap")).toEqual([]);
    healthy.frames.splice(0);
  }
  return { gateway, slow };
};

test("[LV10] a client that does not read gets the window and then the newest, with the gap told; others get all", async () => {
  const world = await start();
  const { slow, gateway } = await stall(world);
  expect(await world.metric("relay_live_held_watchers")).toBe(1);
  slow.ws.resume();
  await newestOf(slow, ROUNDS);
  const numbers = slow.valuesOf(SENSORS[0] ?? "").map(({ n }) => n);
  // Of 150 rounds it saw what was on its way when it stopped, and the newest.
  expect(numbers.length).toBeLessThan(10);
  const missed = slow
    .all("gap")
    .flatMap(({ gaps }) => gaps.filter((g) => g.sensor === SENSORS[0]))
    .reduce((sum, g) => sum + g.missed, 0);
  expect(missed + numbers.length).toBe(ROUNDS);
  expect(await world.metric("relay_live_skipped_values_total")).toBeGreaterThan(100 * SENSORS.length);
  // It is well again, and gets every one.
  gateway.publish(...SENSORS.map((s) => valueOf(s, 222)));
  await newestOf(slow, 222);
});

test("[LV10] negative control: without the window it gets every old value first", async () => {
  const world = await start({ unsafe: { isLiveFlowOff: true } });
  const { slow } = await stall(world);
  slow.ws.resume();
  await newestOf(slow, ROUNDS);
  expect(slow.valuesOf(SENSORS[0] ?? "")).toHaveLength(ROUNDS);
  expect(slow.all("gap")).toEqual([]);
});

const newestOf = (client: LiveClient, heartRate: number) =>
  client.until(
    () => SENSORS.every((s) => client.valuesOf(s).at(-1)?.heartRate === heartRate),
    `heart rate ${heartRate} of all`,
  );

test("[LV12] who answers no ping is cut off; who only listens is not", async () => {
  const world = await start({}, { pingMs: 1_000 });
  await world.gateway("s-001");
  const dead = await world.board("s-001");
  const quiet = await world.board("s-001");
  dead.ws.pause();
  await sleep(6_000);
  expect(quiet.closed).toBeUndefined();
  expect(await world.metric("relay_live_connections")).toBe(2); // gateway and the quiet one
  dead.ws.resume();
  expect((await dead.whenClosed()).code).toBe(1006);
});

test("[LV11] hostile frames end their own connection with a code, and nobody else's", async () => {
  const world = await start();
  const gateway = await world.gateway("s-001");
  const board = await world.board("s-001");
  const frames: readonly (readonly [name: string, frame: string | Uint8Array, code: number])[] = [
    ["bytes", new Uint8Array([0xf6]), 1007],
    ["no JSON", "{", 1007],
    ["a list", "[]", 1007],
    ["nothing that is known", '{"t":"hello"}', 1007],
    ["a prototype", '{"t":"ping","n":1,"__proto__":{"x":1}}', 1007],
    ["one key too many", '{"t":"ping","n":1,"patientId":"x"}', 1007],
    ["depth", `{"t":${"[".repeat(30_000)}${"]".repeat(30_000)}}`, 1007],
    ["a relay's message", '{"t":"value","items":[]}', 1007],
    ["too many sensors", JSON.stringify({ t: "subscribe", clinic: "rampur", sensors: many(513) }), 1007],
    ["an odd clinic", '{"t":"subscribe","clinic":"../x","sensors":["s-001"]}', 1007],
    ["a hardware address", '{"t":"subscribe","clinic":"rampur","sensors":["aa:bb:cc:dd:ee:ff"]}', 1007],
    ["a frame too large", `{"t":"${"x".repeat(MAX_LIVE_FRAME_BYTES)}"}`, 1009],
  ];
  for (const [name, frame, code] of frames) {
    const client = await world.connect(world.nurse);
    client.ws.send(frame);
    const closed = await client.whenClosed();
    expect([name, closed.code]).toEqual([name, code]);
    if (code === 1007) expect(client.all("failure")[0]?.code).toBe(closed.reason);
  }
  const brokenText = await world.connect(world.nurse);
  (brokenText.ws as unknown as { _socket: { write(b: Buffer): void } })._socket.write(
    Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28]),
  );
  expect((await brokenText.whenClosed()).code).toBe(1007);
  gateway.publish(valueOf("s-001"));
  await board.until(() => board.valuesOf("s-001").length === 1, "the value");
  expect(await world.metric("relay_live_refused_frames_total")).toBeGreaterThan(10);
});

const many = (count: number) => Array.from({ length: count }, (_, n) => `sensor-${n}`);

test("[LV11] what one connection, one device and the relay hold is bounded; who sends too fast waits", async () => {
  const limits = {
    maxLiveSubscriptions: 10,
    maxLiveSensorsPerPublisher: 12,
    maxLiveSensors: 20,
    maxLiveConnectionsPerDevice: 4,
    liveValuesPerSecond: 1_000,
  };
  const world = await start({}, limits);
  const board = await world.connect(world.nurse);
  board.watch("rampur", ...many(15));
  expect(await board.next("refused")).toMatchObject({
    code: "too-many-sensors",
    sensors: many(15).slice(10),
  });
  const gateway = await world.connect(world.edge);
  gateway.announce("rampur", ...many(15));
  expect(await gateway.next("refused")).toMatchObject({
    code: "too-many-sensors",
    sensors: many(15).slice(12),
  });
  const other = await world.connect(world.nurse);
  other.watch("rampur", ...many(40).slice(30));
  expect((await other.next("refused")).sensors).toHaveLength(2);
  // 5,000 values at 1,000 a second: the gateway waits, the board gets the newest, nobody is thrown out.
  const from = performance.now();
  for (let n = 1; n <= 5_000; n += 5)
    gateway.publish(...[0, 1, 2, 3, 4].map((i) => valueOf("sensor-0", 72, n + i)));
  await gateway.settled();
  expect(performance.now() - from).toBeGreaterThan(2_500);
  const newest = () => board.all("value").at(-1)?.items.at(-1)?.[1].recordedTimeStamp === 5_000;
  await board.until(newest, "the newest");
  const crowd: LiveClient[] = [];
  for (let i = 0; i < 3; i++) crowd.push(await world.connect(world.nurse));
  expect(await crowd[2]?.whenClosed()).toEqual({ code: 1013, reason: "too-many-connections" });
});

test("[LV11] who asks and does not read the answers is sent away", async () => {
  const world = await start({}, { liveFramesPerSecond: 1_000_000 });
  const client = await world.connect(await world.addService("auditor-1", "auditor"));
  client.ws.pause();
  const sensors = many(500).map((s) => `${s}-${"x".repeat(40)}`);
  for (let n = 0; n < 600; n++) client.watch("rampur", ...sensors);
  await sleep(1_000);
  client.ws.resume();
  const { code } = await client.whenClosed();
  expect([1006, 1013]).toContain(code);
  expect(client.all("refused").length).toBeLessThan(600);
});

test("[LV7] a relay that stops says goodbye; values are in memory alone", async () => {
  const world = await start();
  const gateway = await world.gateway("s-001");
  const board = await world.board("s-001");
  gateway.publish(valueOf("s-001"));
  await board.until(() => board.valuesOf("s-001").length === 1, "the value");
  const closed = board.whenClosed();
  await world.restart();
  expect(await closed).toEqual({ code: 1001, reason: "stopping" });
  const again = await world.board("s-001");
  expect(again.valuesOf("s-001")).toEqual([]);
  expect(again.all("stale")[0]?.sensors).toEqual([{ sensor: "s-001", since: null }]);
});

test("[LV13] metrics count, and neither they nor the log name a sensor or a value", async () => {
  const lines: string[] = [];
  const keep = (event: string, fields?: object) => void lines.push(JSON.stringify([event, fields]));
  const clock: Clock = {
    now: () => Date.now(),
    after: (delayMs, fn) => {
      const timer = setTimeout(fn, delayMs);
      return () => clearTimeout(timer);
    },
  };
  const world = await start({ clock, log: { debug: keep, info: keep, warn: keep, error: keep } });
  const gateway = await world.gateway("s-secret-1");
  const board = await world.board("s-secret-1");
  gateway.publish(
    valueOf("s-secret-1", 123),
    { ...valueOf("s-secret-1"), patientId: "p-1" },
    valueOf("s-other"),
  );
  await board.until(() => board.valuesOf("s-secret-1").length === 1, "the value");
  await gateway.settled();
  expect(gateway.all("refused")).toEqual([
    { t: "refused", code: "value-shape", sensors: ["s-secret-1"] },
    { t: "refused", code: "not-announced", sensors: ["s-other"] },
  ]);
  expect(await world.metric("relay_live_published_values_total")).toBe(1);
  expect(await world.metric("relay_live_delivered_values_total")).toBe(1);
  expect(await world.metric("relay_live_refused_total")).toBe(2);
  expect(await world.metric("relay_live_sensors")).toBe(1);
  expect(await world.metric("relay_live_connections")).toBe(2);
  const metrics = await (await fetch(`${world.relay().url}/metrics`)).text();
  expect(lines.length).toBeGreaterThan(0);
  for (const text of [...lines, metrics]) expect(text).not.toMatch(/s-secret|s-other|p-1/);
});
