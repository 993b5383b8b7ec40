import type { MinuteVital } from "@arogyasync/shared/records";
import { err, ok, type Result } from "@arogyasync/shared/result";
import * as z from "zod";
import { technicalStates } from "@arogyasync/shared/live";
import type { IntakeErrorCode, Sample } from "./sample.ts";

const instant = z.int().min(0).max(4_102_444_800_000);
const value = z.number().min(-1e6).max(1e6).nullable().optional();

/** The documented payload of `arogya/1/<sensor>/vitals` (edge/README.md). Unknown keys are refused: they may be PHI. [ED2] */
const ownSchema = z.strictObject({
  v: z.literal(1),
  at: instant.optional(),
  sentAt: instant.optional(),
  seq: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  heartRate: value,
  spo2: value,
  temperature: value,
  respiratoryRate: value,
  systolic: value,
  diastolic: value,
  meanArterial: value,
  status: z.array(z.enum(technicalStates)).max(technicalStates.length).optional(),
});

/** Measured in whole units, except degrees, which are stored in tenths. */
export const fieldOf = {
  heartRate: ["heartRate", 1],
  spo2: ["spo2", 1],
  temperature: ["tempCx10", 10],
  respiratoryRate: ["respiratoryRate", 1],
  systolic: ["systolic", 1],
  diastolic: ["diastolic", 1],
  meanArterial: ["meanArterial", 1],
} as const satisfies Record<string, readonly [MinuteVital, number]>;
export type PayloadVital = keyof typeof fieldOf;
export const payloadVitals = Object.keys(fieldOf) as PayloadVital[];

/** JSON of at most so deep as any payload of ours; undefined when it is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** Values of a message as people write them ("heartRate": 72, "temperature": 36.8; null: cannot be measured now). */
export const toValues = (
  given: Readonly<Partial<Record<PayloadVital, number | null | undefined>>>,
): Pick<Sample, "values" | "unusable"> => {
  const values: Partial<Record<MinuteVital, number>> = {};
  const unusable: MinuteVital[] = [];
  for (const name of payloadVitals) {
    const number = given[name];
    const [field, scale] = fieldOf[name];
    if (number === null) unusable.push(field);
    else if (number !== undefined) values[field] = Math.round(number * scale);
  }
  return { values, unusable };
};

export const decodeOwn = (text: string): Result<Sample, IntakeErrorCode> => {
  const json = parseJson(text);
  if (json === undefined) return err("malformed");
  const parsed = ownSchema.safeParse(json);
  if (!parsed.success) return err("not-understood");
  const { at, sentAt, seq, status = [], v: _v, ...given } = parsed.data;
  return ok({ measuredAt: at, sentAt, sequence: seq, ...toValues(given), states: [...new Set(status)] });
};
