import type { TechnicalState } from "@arogyasync/shared/live";
import type { MinuteVital } from "@arogyasync/shared/records";

/** Values in stored units (shared/vitals): whole numbers, temperature in tenths of a degree. */
export type SampleValues = { readonly [V in MinuteVital]?: number };

/** One message of a sensor, decoded, before its time and its values were checked. */
export interface Sample {
  /** When it was measured, by the sensor's clock, epoch ms; undefined where it has none. */
  readonly measuredAt: number | undefined;
  /** The sensor's clock when it sent this, where it says so: the better measure of its error. */
  readonly sentAt: number | undefined;
  /** The sensor's own number of the message. */
  readonly sequence: number | undefined;
  readonly values: SampleValues;
  /** Vitals that the sensor sent with a mark that they cannot be used (NaN, out of range, questionable). */
  readonly unusable: readonly MinuteVital[];
  /** A class of their own: a probe that fell off is no saturation of 0. [ED12] */
  readonly states: readonly TechnicalState[];
}

/** Why a message was not taken, or not all of it. Counted by sensor; the message itself is never written down. */
export type IntakeErrorCode =
  | "unknown-topic"
  | "unknown-sensor"
  | "too-large"
  | "too-many"
  | "malformed"
  | "not-understood"
  | "no-values"
  | "value-outside-limits"
  | "pressures-swapped"
  | "time-in-future"
  | "time-too-old"
  | "minute-closed"
  | "duplicate"
  | "storage";

export const emptySample: Sample = {
  measuredAt: undefined,
  sentAt: undefined,
  sequence: undefined,
  values: {},
  unusable: [],
  states: [],
};
