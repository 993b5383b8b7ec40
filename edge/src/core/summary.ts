import { sha256, utf8ToBytes } from "@arogyasync/shared/bytes";
import {
  MINUTE_VERSION,
  type Minute,
  type MinuteVital,
  minuteVitals,
  sourceNonce,
  type VitalSummary,
} from "@arogyasync/shared/records";
import type { StoredSample } from "./ports.ts";

/** What a minute's samples come to, before it is known whose they are. */
export type SummaryBody = Pick<Minute, "v" | "at" | "sensor" | "states" | "clockErrorMs"> & {
  [V in MinuteVital]?: VitalSummary;
};

const CLOCK_WRONG_MS = 1_000;

/** Sums up the samples of one sensor and minute. The same samples in any order give the same text. [ED20] */
export const summarise = (sensor: string, at: number, samples: readonly StoredSample[]): SummaryBody => {
  const body: SummaryBody = { v: MINUTE_VERSION, at, sensor };
  for (const vital of minuteVitals) {
    const values = samples.flatMap(({ values: v }) => v[vital] ?? []);
    if (values.length === 0) continue;
    const unusable = samples.filter(({ unusable: u }) => u.includes(vital)).length;
    body[vital] = {
      min: Math.min(...values),
      mean: Math.round(values.reduce((sum, v) => sum + v, 0) / values.length),
      max: Math.max(...values),
      n: values.length,
      q: Math.floor((100 * values.length) / (values.length + unusable)),
    };
  }
  const states: Record<string, number> = {};
  for (const sample of samples) for (const s of sample.states) states[s] = (states[s] ?? 0) + 1;
  if (Object.keys(states).length > 0) body.states = states;
  const errors = samples
    .filter(({ sensorAt }) => sensorAt !== undefined)
    .map(({ correctionMs }) => -correctionMs)
    .sort((a, b) => a - b);
  const median = errors[Math.floor(errors.length / 2)];
  if (median !== undefined && Math.abs(median) >= CLOCK_WRONG_MS) body.clockErrorMs = median;
  return body;
};

/** The summary as it is written for a patient. */
export const sealMinute = (body: SummaryBody, auditKey: Uint8Array, author: string): Minute => ({
  ...body,
  author,
  nonce: sourceNonce(auditKey, `monitor/${body.sensor}/${body.at}`),
});

/** Names a sample: the same one sent twice has one name. */
export const sampleName = (
  sequence: number | undefined,
  sensorAt: number | undefined,
  values: Readonly<Partial<Record<MinuteVital, number>>>,
  states: readonly string[],
): Uint8Array =>
  sha256(utf8ToBytes(JSON.stringify([sequence ?? null, sensorAt ?? null, values, states]))).slice(0, 12);
