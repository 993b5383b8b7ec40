import type { Clock } from "@arogyasync/shared/ports";
import type { RelayOverrides } from "@arogyasync/sync-server/app";
import { afterEach, expect, test } from "vitest";
import { createLiveWorld, type LiveClient, type LiveWorld } from "./live-world.ts";

const MINUTE_MS = 60_000;
const MINUTES_A_DAY = 1_440;
const DAYS = 7;
const SENSORS = Array.from({ length: 12 }, (_, n) => `bed-sensor-${n}`);

/**
 * What may pass, written down once more by hand: the schema that is being tested is not asked. Every value has the
 * first five keys; every text is a sensor that the test made, or one of these words.
 */
const MESSAGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  value: ["t", "items"],
  gap: ["t", "gaps"],
  stale: ["t", "sensors"],
  refused: ["t", "code", "sensors"],
  pong: ["t", "n", "nowMs"],
};
const ALWAYS = ["heartRate", "spo2", "temperature", "recordedTimeStamp", "deviceId"];
const SOMETIMES = ["respiratoryRate", "systolic", "diastolic", "status"];
const INNER_KEYS = ["sensor", "missed", "since"];
const STATES = ["probe-off", "leads-off", "low-battery", "poor-signal"];
const CODES = ["not-your-clinic", "role-may-not-watch", "value-shape", "not-announced"];
const WORDS = new Set([...Object.keys(MESSAGE_KEYS), ...STATES, ...CODES, ...SENSORS]);

/** Every key and every text of a message that should not be there. */
const offencesOf = (text: string): string[] => {
  const found: string[] = [];
  const leaf = (value: unknown): void => {
    if (typeof value === "string" ? !WORDS.has(value) : value !== null && typeof value !== "number")
      found.push(`text ${String(value)}`);
  };
  const keys = (object: object, allowed: readonly string[]): void => {
    for (const [key, value] of Object.entries(object)) {
      if (!allowed.includes(key)) found.push(`key ${key}`);
      if (Array.isArray(value)) for (const one of value) inner(one);
      else leaf(value);
    }
  };
  const inner = (one: unknown): void => {
    if (Array.isArray(one)) {
      const [number, value, ...more] = one as unknown[];
      leaf(number);
      keys(value as object, [...ALWAYS, ...SOMETIMES]);
      for (const key of ALWAYS) if (!Object.hasOwn(value as object, key)) found.push(`no ${key}`);
      if (more.length > 0) found.push("a longer item");
    } else if (one !== null && typeof one === "object") keys(one, INNER_KEYS);
    else leaf(one);
  };
  const message = JSON.parse(text) as { t: string };
  keys(message, MESSAGE_KEYS[message.t] ?? []);
  return found;
};

const open: LiveWorld[] = [];
afterEach(async () => {
  for (const world of open.splice(0)) await world.close();
});

/** A relay whose clock the test moves on; pings are left to real time. */
const start = async (unsafe: RelayOverrides["unsafe"] = {}) => {
  let offsetMs = 0;
  const clock: Clock = {
    now: () => Date.now() + offsetMs,
    after: (delayMs, fn) => {
      const timer = setTimeout(fn, delayMs);
      return () => clearTimeout(timer);
    },
  };
  const world = await createLiveWorld({ clock, unsafe }, { pingMs: DAYS * 2 * MINUTES_A_DAY * MINUTE_MS });
  open.push(world);
  return { world, clock, pass: (ms: number) => void (offsetMs += ms) };
};

/** What a bedside sensor says in a minute: courses, probes that fall off, batteries that run low, silence. */
const valuesOf = (n: number, minute: number, now: number): object[] => {
  const wave = Math.sin((minute + n * 97) / 131);
  const isOff = (minute + n * 31) % 311 < 4;
  const isSilent = (minute + n * 57) % 577 < 3;
  if (isSilent) return [];
  const base = {
    heartRate: isOff ? null : Math.round(78 + 30 * wave + n),
    spo2: isOff || n % 4 === 3 ? null : Math.round(95 + 3 * wave),
    temperature: n % 2 === 0 ? Math.round((37 + wave) * 10) / 10 : null,
    recordedTimeStamp: now,
    deviceId: SENSORS[n],
  };
  const more = {
    ...(n % 3 === 0 ? { respiratoryRate: Math.round(18 + 5 * wave) } : {}),
    ...(n % 5 === 0 ? { systolic: Math.round(120 + 20 * wave), diastolic: null } : {}),
    ...(isOff ? { status: [n % 2 === 0 ? "probe-off" : "leads-off"] } : {}),
    ...(!isOff && minute % 401 === n ? { status: ["low-battery", "poor-signal"] } : {}),
  };
  const value = { ...base, ...more };
  return minute % 53 === n ? [value, { ...value, recordedTimeStamp: now + 1 }] : [value];
};

/** What a careless or hostile gateway would add. */
const intrusions = (now: number): object[] => {
  const value = { heartRate: 70, spo2: 97, temperature: 36.6, recordedTimeStamp: now, deviceId: SENSORS[0] };
  return [
    { ...value, patientId: "2mzHbBbVjF9q6c1Z" },
    { ...value, name: "Sita Devi" },
    { ...value, bed: "12" },
    { ...value, status: ["Sita Devi"] },
    { ...value, deviceId: "aa:bb:cc:dd:ee:ff" },
    { ...value, deviceId: "aabbccddeeff" },
    { ...value, heartRate: { value: 70, patient: "Sita Devi" } },
  ];
};

test("[LV2] every message of a week of 12 sensors has the allowed keys and nothing else", async () => {
  const { world, clock, pass } = await start();
  const gateway = await world.gateway(...SENSORS);
  const boards: LiveClient[] = [];
  for (let day = 0; day < DAYS; day++) boards.push(await world.connect(world.nurse));
  const auditor = await world.connect(await world.addService("auditor-1", "auditor"));
  for (const [day, board] of boards.entries()) {
    board.watch("rampur", ...SENSORS);
    auditor.watch("rampur", ...SENSORS);
    gateway.publish(...intrusions(clock.now()));
    for (let minute = day * MINUTES_A_DAY; minute < (day + 1) * MINUTES_A_DAY; minute++) {
      pass(MINUTE_MS);
      const values = SENSORS.flatMap((_, n) => valuesOf(n, minute, clock.now()));
      gateway.publish(...values);
      const newest = values.at(-1) as { deviceId: string; recordedTimeStamp: number };
      const isThere = () => {
        const { items = [] } = board.all("value").at(-1) ?? {};
        return items.some(
          ([, v]) => v.deviceId === newest.deviceId && v.recordedTimeStamp === newest.recordedTimeStamp,
        );
      };
      await board.until(isThere, `minute ${minute}`);
      board.frames.splice(0);
    }
    await board.close();
  }
  await gateway.settled();
  const texts = [...boards, auditor, gateway].flatMap((client) => client.texts);
  const kinds = new Map<string, number>();
  let values = 0;
  for (const text of texts) {
    expect(offencesOf(text)).toEqual([]);
    const message = JSON.parse(text) as { t: string; items?: unknown[] };
    kinds.set(message.t, (kinds.get(message.t) ?? 0) + 1);
    values += message.items?.length ?? 0;
  }
  // It was a week, and everything that can be said was said.
  expect(values).toBeGreaterThan(DAYS * MINUTES_A_DAY * SENSORS.length * 0.98);
  expect([...kinds.keys()].toSorted()).toEqual(Object.keys(MESSAGE_KEYS).toSorted());
  expect(auditor.all("value")).toEqual([]);
}, 300_000);

test("[LV2] negative control: a relay that lets values pass as they are written is caught by the same walk", async () => {
  const { world, clock } = await start({ isLiveShapeOff: true });
  const gateway = await world.gateway(...SENSORS);
  const board = await world.board(...SENSORS);
  for (const value of intrusions(clock.now())) {
    gateway.publish(value);
    await gateway.settled();
  }
  await board.settled();
  const found = new Set(board.texts.flatMap(offencesOf));
  for (const offence of ["key patientId", "key name", "key bed", "text Sita Devi"])
    expect(found).toContain(offence);
});
