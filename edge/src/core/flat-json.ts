import { err, ok, type Result } from "@arogyasync/shared/result";
import * as z from "zod";
import { parseJson, type PayloadVital, payloadVitals, toValues } from "./own-json.ts";
import { type TechnicalState, technicalStates } from "@arogyasync/shared/live";
import type { IntakeErrorCode, Sample } from "./sample.ts";

const MAX_KEYS = 64;
const key = z.string().min(1).max(64);

/** How one model of a vendor names things in its flat JSON; part of the file of sensors. [ED3] */
export const flatMappingSchema = z.strictObject({
  /** Our name → theirs. */
  values: z.partialRecord(z.enum(payloadVitals as [PayloadVital, ...PayloadVital[]]), key),
  /** The temperature is in Fahrenheit. */
  fahrenheit: z.boolean().default(false),
  /** Numbers that mean "no value", for example -1, 127 or 65535. */
  noValue: z.array(z.number()).max(16).default([]),
  time: key.optional(),
  timeUnit: z.enum(["ms", "s", "iso"]).default("ms"),
  sequence: key.optional(),
  /** Their key → their value → our state: {"probe": {"off": "probe-off"}}. */
  states: z.record(key, z.record(key, z.enum(technicalStates))).default({}),
});
export type FlatMapping = z.infer<typeof flatMappingSchema>;

const numberOf = (value: unknown): number | undefined => {
  const number = typeof value === "string" && /^-?\d{1,9}(\.\d{1,6})?$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
};

const timeOf = (value: unknown, unit: FlatMapping["timeUnit"]): number | undefined => {
  if (unit === "iso") {
    const ms = typeof value === "string" && value.length <= 40 ? Date.parse(value) : Number.NaN;
    return Number.isNaN(ms) ? undefined : ms;
  }
  const number = numberOf(value);
  const ms = number === undefined ? undefined : Math.round(unit === "s" ? number * 1000 : number);
  return ms !== undefined && ms >= 0 && ms <= 4_102_444_800_000 ? ms : undefined;
};

/** Reads a flat JSON object by its model's mapping. Keys that the mapping does not name are not looked at. */
export const decodeFlat = (text: string, mapping: FlatMapping): Result<Sample, IntakeErrorCode> => {
  const json = parseJson(text);
  if (json === undefined) return err("malformed");
  if (typeof json !== "object" || json === null || Array.isArray(json)) return err("not-understood");
  const record = new Map(Object.entries(json as Record<string, unknown>));
  if (record.size > MAX_KEYS) return err("not-understood");
  const given: Partial<Record<PayloadVital, number | null>> = {};
  for (const name of payloadVitals) {
    const theirs = mapping.values[name];
    if (theirs === undefined || !record.has(theirs)) continue;
    const raw = record.get(theirs);
    const number = numberOf(raw);
    if (raw === null || raw === "" || (number !== undefined && mapping.noValue.includes(number)))
      given[name] = null;
    else if (number === undefined) return err("not-understood");
    else given[name] = name === "temperature" && mapping.fahrenheit ? ((number - 32) * 5) / 9 : number;
  }
  const states = new Set<TechnicalState>();
  for (const [name, meanings] of Object.entries(mapping.states)) {
    const said = record.get(name);
    if (typeof said !== "string" && typeof said !== "number" && typeof said !== "boolean") continue;
    const state = Object.hasOwn(meanings, String(said)) ? meanings[String(said)] : undefined;
    if (state) states.add(state);
  }
  const time = mapping.time === undefined ? undefined : timeOf(record.get(mapping.time), mapping.timeUnit);
  if (mapping.time !== undefined && record.has(mapping.time) && time === undefined)
    return err("not-understood");
  const sequence = mapping.sequence === undefined ? undefined : numberOf(record.get(mapping.sequence));
  return ok({
    measuredAt: time,
    sentAt: undefined,
    sequence: Number.isSafeInteger(sequence) ? sequence : undefined,
    ...toValues(given),
    states: [...states],
  });
};
