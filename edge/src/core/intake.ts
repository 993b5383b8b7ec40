import type { Clock, Log } from "@arogyasync/shared/ports";
import type { Result } from "@arogyasync/shared/result";
import { checkSample } from "./check-sample.ts";
import { ClockEstimate } from "./clock-estimate.ts";
import { decodeFlat } from "./flat-json.ts";
import { decodeGatt } from "./gatt/index.ts";
import type { LiveValues } from "./live-values.ts";
import { decodeOwn } from "./own-json.ts";
import type { Ring, StoredSample } from "./ports.ts";
import { RateLimit } from "./rate-limit.ts";
import type { SensorsFile } from "./registry.ts";
import type { IntakeErrorCode, Sample } from "./sample.ts";
import { isSensorId } from "@arogyasync/shared/live";
import { NO_SENSOR, type Sensors } from "./sensors.ts";
import { sampleName } from "./summary.ts";

export interface IntakeLimits {
  readonly maxBytes: number;
  readonly perSecond: number;
  readonly burst: number;
  /** A sample may be this much older than its arrival, ms: what a sensor kept for itself. */
  readonly oldestMs: number;
}
export const defaultIntakeLimits: IntakeLimits = {
  maxBytes: 8_192,
  perSecond: 20,
  burst: 4_000,
  oldestMs: 24 * 3_600_000,
};

/** A corrected time may be so far ahead: jitter, not a wrong clock, ms. */
const AHEAD_MS = 2_000;
const TOPIC = /^arogya\/1\/([^/]+)\/(vitals|status)$/;

export interface IntakeDeps {
  readonly ring: Pick<Ring, "add">;
  readonly live: Pick<LiveValues, "take">;
  readonly sensors: Pick<Sensors, "took" | "failed">;
  /** Undefined: any sensor, in our own format; only where nobody but this machine can reach the broker. */
  readonly file: SensorsFile | undefined;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
  readonly limits?: IntakeLimits;
}

/** `taken`: on disk (or known already); `refused`: it never will be; `later`: the disk failed, send it again. */
export type Intake = "taken" | "refused" | "later";

/**
 * Where every message of every sensor comes in: decoded, held to limits, timed by our clock, stored, shown. One bad
 * message is counted and gone; nothing that it holds is written to a log. [ED6]
 */
export class SampleIntake {
  readonly #deps: IntakeDeps;
  readonly #limits: IntakeLimits;
  readonly #rate: RateLimit;
  readonly #clocks = new Map<string, ClockEstimate>();

  constructor(deps: IntakeDeps) {
    this.#deps = deps;
    this.#limits = deps.limits ?? defaultIntakeLimits;
    this.#rate = new RateLimit(this.#limits.perSecond, this.#limits.burst);
  }

  /** The sensor that a topic names; undefined when it is none of ours. */
  static sensorOfTopic(topic: string): string | undefined {
    const id = TOPIC.exec(topic)?.[1];
    return id !== undefined && isSensorId(id) ? id : undefined;
  }

  /** A message of MQTT. */
  message(topic: string, payload: Uint8Array): Intake {
    const sensor = SampleIntake.sensorOfTopic(topic);
    if (sensor === undefined) return this.refuse(NO_SENSOR, "unknown-topic");
    const { file } = this.#deps;
    const entry = file?.sensors.find(({ id }) => id === sensor);
    if (file && !entry) return this.refuse(NO_SENSOR, "unknown-sensor");
    if (payload.length > this.#limits.maxBytes) return this.refuse(sensor, "too-large");
    const text = new TextDecoder().decode(payload);
    const model = entry?.model === undefined ? undefined : file?.models[entry.model];
    const decoded: Result<Sample, IntakeErrorCode> =
      entry?.format === "gatt"
        ? decodeGatt(text)
        : entry?.format === "flat" && model
          ? decodeFlat(text, model)
          : decodeOwn(text);
    return decoded.ok ? this.take(sensor, decoded.value) : this.refuse(sensor, decoded.error);
  }

  /** A decoded sample of a sensor. */
  take(sensor: string, decoded: Sample): Intake {
    const { clock, ring, live, sensors, log } = this.#deps;
    const receivedAt = clock.now();
    if (!this.#rate.take(sensor, receivedAt)) return this.refuse(sensor, "too-many");
    const { sample, problems } = checkSample(decoded);
    for (const code of problems) sensors.failed(sensor, code);
    const { values, unusable, states, measuredAt, sentAt, sequence } = sample;
    if (Object.keys(values).length + unusable.length + states.length === 0)
      return this.refuse(sensor, "no-values");
    const estimate = this.#clocks.get(sensor) ?? new ClockEstimate();
    this.#clocks.set(sensor, estimate);
    const spokenAt = sentAt ?? measuredAt;
    if (spokenAt !== undefined) estimate.learn(spokenAt, receivedAt);
    const correctionMs = measuredAt === undefined ? 0 : estimate.correctionMs();
    const at = measuredAt === undefined ? receivedAt : measuredAt + correctionMs;
    if (at > receivedAt + AHEAD_MS) return this.refuse(sensor, "time-in-future");
    if (at < receivedAt - this.#limits.oldestMs) return this.refuse(sensor, "time-too-old");
    const stored: StoredSample = {
      at,
      sensorAt: measuredAt,
      correctionMs,
      receivedAt,
      values,
      unusable,
      states,
    };
    try {
      // Without a time and a number of its own, what comes twice cannot be told from what was measured twice.
      const mark = measuredAt ?? (sequence === undefined ? receivedAt : undefined);
      const added = ring.add(sensor, sampleName(sequence, mark, values, states), stored);
      if (added !== "added") return this.refuse(sensor, added);
    } catch (error) {
      log.error("ring-failed", { error: error instanceof Error ? error.name : "unknown" });
      sensors.failed(sensor, "storage");
      return "later";
    }
    sensors.took(sensor, at, correctionMs === 0 ? 0 : -correctionMs, states);
    live.take(sensor, stored);
    return "taken";
  }

  refuse(sensor: string, code: IntakeErrorCode): Intake {
    this.#deps.sensors.failed(sensor, code);
    return code === "duplicate" ? "taken" : "refused";
  }
}
