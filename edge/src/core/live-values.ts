import type { LiveOut, StoredSample } from "./ports.ts";
import type { MinuteVital } from "@arogyasync/shared/records";
import type { LiveValue, TechnicalState } from "@arogyasync/shared/live";

/** A value that is older than this is no newest value any more, ms: pressure and temperature come rarely. */
const HELD_MS: Readonly<Record<MinuteVital, number>> = {
  heartRate: 10_000,
  spo2: 10_000,
  respiratoryRate: 30_000,
  tempCx10: 15 * 60_000,
  systolic: 15 * 60_000,
  diastolic: 15 * 60_000,
  meanArterial: 15 * 60_000,
};

interface Known {
  readonly latest: Partial<Record<MinuteVital, { readonly value: number | null; readonly at: number }>>;
  states: readonly TechnicalState[];
  at: number;
  isNew: boolean;
}

/** The newest values of every sensor, forwarded once a second for those that said something. */
export class LiveValues {
  readonly #sensors = new Map<string, Known>();
  readonly #out: LiveOut;

  constructor(out: LiveOut) {
    this.#out = out;
  }

  /** Takes a sample. One that is older than what is known changes nothing: live never runs backwards. */
  take(sensor: string, { at, values, unusable, states }: StoredSample): void {
    const known = this.#sensors.get(sensor) ?? { latest: {}, states: [], at: 0, isNew: false };
    this.#sensors.set(sensor, known);
    if (at < known.at) return;
    known.at = at;
    known.isNew = true;
    known.states = states;
    for (const vital of unusable) known.latest[vital] = { value: null, at };
    for (const [vital, value] of Object.entries(values) as [MinuteVital, number][])
      known.latest[vital] = { value, at };
  }

  /** Forwards what is new. Called every second. */
  flush(): void {
    const values: LiveValue[] = [];
    for (const [sensor, known] of this.#sensors) {
      if (!known.isNew) continue;
      known.isNew = false;
      values.push(this.#forward(sensor, known));
    }
    if (values.length > 0) this.#out.send(values);
  }

  #forward(deviceId: string, { latest, states, at }: Known): LiveValue {
    const of = (vital: MinuteVital): number | null => {
      const last = latest[vital];
      return last && at - last.at <= HELD_MS[vital] ? last.value : null;
    };
    const temperature = of("tempCx10");
    return {
      heartRate: of("heartRate"),
      spo2: of("spo2"),
      temperature: temperature === null ? null : temperature / 10,
      recordedTimeStamp: at,
      deviceId,
      ...(latest.respiratoryRate && { respiratoryRate: of("respiratoryRate") }),
      ...(latest.systolic && { systolic: of("systolic") }),
      ...(latest.diastolic && { diastolic: of("diastolic") }),
      ...(states.length > 0 && { status: [...states] }),
    };
  }
}
