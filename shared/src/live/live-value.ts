import * as z from "zod/mini";
import { epochMs, sensorText } from "./fields.ts";

/** What a sensor says of itself. A closed list: free text could name a patient. */
export const technicalStates = [
  "probe-off",
  "leads-off",
  "poor-signal",
  "out-of-range",
  "low-battery",
  "fault",
] as const;
export type TechnicalState = (typeof technicalStates)[number];

const TENTHS = 10;
const isTenths = (n: number): boolean => Math.abs(n * TENTHS - Math.round(n * TENTHS)) < 1e-6;
/** A whole number; null where the sensor measures it and has no value now, or does not measure it at all. */
const whole = (max: number) => z.nullable(z.int().check(z.minimum(0), z.maximum(max)));
/** As `whole`, of what only some sensors measure: absent where they do not. */
const wholeIfAny = (max: number) => z.optional(whole(max));

/**
 * One value of one sensor: all that ever passes the live channel. The first five keys are always there, the others where
 * the sensor has them, and any other key is refused. No patient, no bed, no hardware address. [LV2]
 * The bounds keep nonsense out; whether a number is plausible is judged where it is recorded.
 */
export const liveValueSchema = z.strictObject({
  /** Beats a minute. */
  heartRate: whole(400),
  /** Per cent. */
  spo2: whole(100),
  /** Degrees Celsius with one decimal. */
  temperature: z.nullable(
    z.number().check(z.minimum(0), z.maximum(60), z.refine(isTenths), z.describe("tenths of a degree")),
  ),
  /** When it was measured, by the corrected clock: epoch ms, UTC. */
  recordedTimeStamp: epochMs,
  /** The sensor's opaque id. */
  deviceId: sensorText,
  /** Breaths a minute. */
  respiratoryRate: wholeIfAny(200),
  /** mmHg. */
  systolic: wholeIfAny(400),
  diastolic: wholeIfAny(400),
  /** Absent when all is well. */
  status: z.optional(
    z.array(z.enum(technicalStates)).check(z.minLength(1), z.maxLength(technicalStates.length)),
  ),
});
export type LiveValue = z.infer<typeof liveValueSchema>;

/** Every key that a value may have, in the order in which it is written. */
export const liveValueKeys = [
  "heartRate",
  "spo2",
  "temperature",
  "recordedTimeStamp",
  "deviceId",
  "respiratoryRate",
  "systolic",
  "diastolic",
  "status",
] as const satisfies readonly (keyof LiveValue)[];
