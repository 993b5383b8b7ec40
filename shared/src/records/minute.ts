import type * as A from "@automerge/automerge/slim";
import * as z from "zod/mini";
import { canonicalJson, isCanonicalJson, utf8ToBytes } from "../bytes/index.ts";
import { err, ok, type Result } from "../result.ts";
import { fixed, textOf } from "./root-change.ts";
import { utcDay } from "./doc-id.ts";
import { READING_MAX_BYTES } from "./reading.ts";

/** Vital signs that a bedside sensor measures over and over; stored units as in `vitals/codes`. */
export const minuteVitals = [
  "heartRate",
  "spo2",
  "tempCx10",
  "respiratoryRate",
  "systolic",
  "diastolic",
  "meanArterial",
] as const;
export type MinuteVital = (typeof minuteVitals)[number];

export const MINUTE_MS = 60_000;
export const MINUTE_VERSION = 1;

/** The minute that an instant lies in: its first millisecond. */
export const minuteOf = (epochMs: number): number => Math.floor(epochMs / MINUTE_MS) * MINUTE_MS;

const int = z.int();
const vitalSummary = z.looseObject({
  min: int,
  /** Rounded to the field's stored unit. */
  mean: int,
  max: int,
  /** How many samples these are of. */
  n: z.int().check(z.minimum(1)),
  /** Of the samples that the sensor sent of this vital, how many per cent could be used. */
  q: z.int().check(z.minimum(0), z.maximum(100)),
});
const shortText = z.string().check(z.minLength(1), z.maxLength(64));

/**
 * What one sensor measured on one patient in one minute, immutable. A minute without usable samples has no vitals and
 * says why in `states`; a minute in which the sensor was silent has no summary at all: gaps stay gaps. [ED20]
 * `z.looseObject`: what a newer version wrote survives.
 */
export const minuteSchema = z.looseObject({
  v: z.int().check(z.minimum(1)),
  /** HMAC(auditKey, sensor and minute): one summary has one text however often it is made, and nobody guesses it. */
  nonce: z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/)),
  /** The minute's first millisecond by the gateway's clock, epoch ms. */
  at: z.int().check(z.multipleOf(MINUTE_MS), z.minimum(0)),
  sensor: shortText,
  /** The service that answers for it. */
  author: shortText,
  /** The sensor's clock minus the gateway's, ms, where it was a second wrong or more. Times here are corrected. */
  clockErrorMs: z.optional(int),
  /** Technical states that were reported, and in how many samples: {"probe-off": 12}. Never values. */
  states: z.optional(z.record(shortText, z.int().check(z.minimum(1)))),
  heartRate: z.optional(vitalSummary),
  spo2: z.optional(vitalSummary),
  tempCx10: z.optional(vitalSummary),
  respiratoryRate: z.optional(vitalSummary),
  systolic: z.optional(vitalSummary),
  diastolic: z.optional(vitalSummary),
  meanArterial: z.optional(vitalSummary),
});
export type Minute = z.infer<typeof minuteSchema>;
export type VitalSummary = z.infer<typeof vitalSummary>;

export interface MonitorDoc {
  kind: A.ImmutableString;
  schema: number;
  owner: A.ImmutableString;
  period: A.ImmutableString;
  minutes: Record<string, A.ImmutableString>;
}

/** Where a summary stands in its day's document: "0731/mon-12". One sensor has one summary a minute. [ED20] */
export const minuteKey = (sensor: string, at: number): string => {
  const clock = new Date(at).toISOString();
  return `${clock.slice(11, 13)}${clock.slice(14, 16)}/${sensor}`;
};

export type MinuteErrorCode = "minute-not-canonical" | "minute-shape" | "minute-too-long";

/** Reads stored text. */
export const parseMinute = (text: string): Result<Minute, MinuteErrorCode> => {
  if (utf8ToBytes(text).length > READING_MAX_BYTES) return err("minute-too-long");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err("minute-not-canonical");
  }
  if (!isCanonicalJson(text, value)) return err("minute-not-canonical");
  const parsed = minuteSchema.safeParse(value);
  return parsed.success ? ok(parsed.data) : err("minute-shape");
};

/** Writes a summary into its day's document. What stands there already stays: written twice, it is there once. */
export const addMinute = (draft: MonitorDoc, minute: Minute): void => {
  const text = canonicalJson(minute);
  const parsed = parseMinute(text);
  if (!parsed.ok) throw new Error(`invalid minute: ${parsed.error}`);
  if (textOf(draft.period) !== utcDay(minute.at)) throw new Error("a minute of another day");
  const key = minuteKey(minute.sensor, minute.at);
  if (draft.minutes[key] === undefined) draft.minutes[key] = fixed(text);
};

/** Every summary of a document in order of time and sensor; keys that cannot be read are named. */
export const listMinutes = (doc: {
  readonly minutes?: Readonly<Record<string, unknown>> | undefined;
}): { minutes: Minute[]; unreadable: string[] } => {
  const minutes: Minute[] = [];
  const unreadable: string[] = [];
  for (const [key, value] of Object.entries(doc.minutes ?? {})) {
    const parsed = parseMinute(textOf(value) ?? "");
    if (parsed.ok && minuteKey(parsed.value.sensor, parsed.value.at) === key) minutes.push(parsed.value);
    else unreadable.push(key);
  }
  minutes.sort((a, b) => a.at - b.at || (a.sensor < b.sensor ? -1 : 1));
  return { minutes, unreadable };
};
