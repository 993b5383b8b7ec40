import type { LatestVitals, PatientRow, ReadingView } from "../data/rows.ts";
import { type Person, people } from "./people.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** mulberry32: the same people and numbers at every start. */
export const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const shifts: Record<string, Partial<Record<string, number>>> = {
  pressure: { systolic: 38, diastolic: 18 },
  "low-oxygen": { spo2: -9, heartRate: 30, respiratoryRate: 9 },
  fever: { tempCx10: 22, heartRate: 18 },
};

const vitalsOf = (
  person: Person,
  random: () => number,
  step: number,
): Record<string, number | string | boolean> => {
  const around = (middle: number, spread: number) => Math.round(middle + (random() - 0.5) * 2 * spread);
  const shift = (field: string) => shifts[person.state ?? ""]?.[field] ?? 0;
  const child = person.age < 2 ? 50 : person.age < 12 ? 22 : 0;
  const values: Record<string, number | string | boolean> = {
    heartRate: around(74 + child + shift("heartRate"), 6),
    spo2: Math.min(100, around(97 + shift("spo2"), 1)),
    tempCx10: around(367 + shift("tempCx10"), 3),
    respiratoryRate: around(15 + Math.round(child / 3) + shift("respiratoryRate"), 2),
  };
  if (person.age > 12) {
    values["systolic"] = around(116 + shift("systolic"), 7);
    values["diastolic"] = around(75 + shift("diastolic"), 5);
  }
  if (step % 5 === 0)
    values["weightG"] = (person.age < 2 ? 34 : person.age < 12 ? 220 : around(560, 40)) * 100;
  if (step % 7 === 0) values["glucoseMgDl"] = around(118, 30);
  if (person.state === "low-oxygen") values["consciousness"] = "A";
  return values;
};

/** The newest value of each field with its own time. */
export const latestOf = (readings: readonly ReadingView[]): LatestVitals | undefined => {
  const standing = readings.filter(({ state }) => state === "current" || state === "rival");
  const newest = standing[0];
  if (!newest) return undefined;
  const values: Record<string, number | string | boolean> = {};
  const timesMs: Record<string, number> = {};
  for (const reading of standing)
    for (const [field, value] of Object.entries(reading.values))
      if (timesMs[field] === undefined) {
        values[field] = value;
        timesMs[field] = reading.measuredAtMs;
      }
  return { measuredAtMs: newest.measuredAtMs, values, timesMs };
};

/** Thirty days of readings, newest first. */
export const madeUpReadings = (person: Person, index: number, nowMs: number): ReadingView[] => {
  if (person.state === "none") return [];
  const random = seeded(index + 1);
  const newestMs = nowMs - (person.state === "stale" ? 9 * DAY : (index * 17 + 3) * MINUTE);
  return Array.from({ length: 24 }, (_, step) => ({
    id: `r${index}-${step}`,
    measuredAtMs: newestMs - Math.round(step * 1.2 * DAY),
    author: step % 3 === 0 ? "sunita" : "meena",
    source: "keypad",
    values: vitalsOf(person, random, step),
    confirmed: [],
    notMeasured: step === 2 ? { glucoseMgDl: "no-device" } : {},
    note: step === 1 ? "After walking from the field" : undefined,
    state: "current" as const,
    supersedes: undefined,
    rivals: [],
    reason: undefined,
    stage: "received" as const,
  }));
};

export const madeUpRow = (
  person: Person,
  index: number,
  readings: readonly ReadingView[],
  nowMs: number,
): PatientRow => ({
  id: `p${index}`,
  site: index % 4 === 3 ? "phc-shirur" : "phc-wadgaon",
  careSites: [],
  name: person.name,
  nameLocal: person.nameLocal,
  sex: person.sex,
  birthDate: undefined,
  ageYears: person.age,
  ageAsOf: new Date(nowMs).toISOString().slice(0, 10),
  phone: person.phone,
  village: person.village,
  relationName: person.relation,
  cards: person.card ? [person.card] : [],
  abha: person.abha,
  demo: true,
  conflictCount: index === 0 ? 1 : 0,
  latest: latestOf(readings),
  readingCount: readings.length,
  pendingCount: 0,
  lastActivityMs: readings[0]?.measuredAtMs ?? nowMs - 40 * DAY,
});

export const crowd = (count: number): Person[] =>
  Array.from({ length: count }, (_, index) => {
    const person = people[index % people.length] as Person;
    return index < people.length
      ? person
      : { ...person, name: `${person.name} ${Math.floor(index / people.length)}` };
  });
