import type { MinuteVital } from "@arogyasync/shared/records";
import type { SummaryBody } from "./summary.ts";
import type { LiveValue, TechnicalState } from "@arogyasync/shared/live";
import type { SampleValues } from "./sample.ts";

/** One sample as the ring holds it. */
export interface StoredSample {
  /** When it was measured by the gateway's clock, epoch ms. */
  readonly at: number;
  /** The same by the sensor's own clock; undefined where it has none. */
  readonly sensorAt: number | undefined;
  /** `at` minus `sensorAt`. */
  readonly correctionMs: number;
  readonly receivedAt: number;
  readonly values: SampleValues;
  readonly unusable: readonly MinuteVital[];
  readonly states: readonly TechnicalState[];
}

export type Added = "added" | "duplicate" | "minute-closed";

/** A sensor's minute that has samples and no summary. */
export interface OpenMinute {
  readonly sensor: string;
  readonly minute: number;
  readonly lastReceivedAt: number;
}

/** A part of a minute under one assignment, waiting to be written; parts of one minute never share samples. */
export interface HeldSummary {
  readonly id: number;
  readonly sensor: string;
  readonly minute: number;
  /** Instants of its first and last sample, epoch ms. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly body: SummaryBody;
}

export interface RingCounts {
  readonly samples: number;
  readonly heldSummaries: number;
  readonly summaries: number;
  readonly bytes: number;
  readonly oldestSampleAt: number | undefined;
  readonly thinned: number;
}

/**
 * What the gateway keeps on its own disk. Every method is durable against the death of the process when it returns; a
 * sample is acknowledged to its sensor after that.
 */
export interface Ring {
  add(sensor: string, name: Uint8Array, sample: StoredSample): Added;
  openMinutes(): OpenMinute[];
  samplesOf(sensor: string, minute: number): StoredSample[];
  /** Closes a minute: from now on it takes no more samples. All parts in one transaction. */
  close(
    sensor: string,
    minute: number,
    parts: readonly { readonly firstAt: number; readonly lastAt: number; readonly body: SummaryBody }[],
  ): void;
  /** Summaries not yet in a patient's record, oldest first. */
  held(limit: number, after?: number): HeldSummary[];
  markWritten(ids: readonly number[], atMs: number): void;
  /** Removes the oldest raw samples of closed minutes beyond the limits; never a summary that is not written. */
  thin(limits: { readonly maxBytes: number; readonly oldestMs: number }): void;
  counts(): RingCounts;
  shut(): void;
}

/** The newest values of a sensor, once a second at most. */
export interface LiveOut {
  send(values: readonly LiveValue[]): void;
}
