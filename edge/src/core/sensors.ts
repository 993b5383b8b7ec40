import type { TechnicalState } from "@arogyasync/shared/live";
import type { IntakeErrorCode } from "./sample.ts";

/** What the status page and the metrics say of a sensor. Nothing that was measured. */
export interface SensorView {
  readonly id: string;
  readonly messages: number;
  readonly lastAt: number | undefined;
  readonly clockErrorMs: number;
  readonly states: readonly TechnicalState[];
  readonly errors: Readonly<Partial<Record<IntakeErrorCode, number>>>;
}

interface Counted {
  messages: number;
  lastAt: number | undefined;
  clockErrorMs: number;
  states: readonly TechnicalState[];
  readonly errors: Partial<Record<IntakeErrorCode, number>>;
}

/** More names than any ward has sensors are somebody who makes them up. */
const MAX_SENSORS = 1_000;
/** Whoever cannot be named is counted here. */
export const NO_SENSOR = "-";

/** Counts by sensor. Bounded: strangers beyond the limit are counted together. */
export class Sensors {
  readonly #known = new Map<string, Counted>();

  #of(id: string): Counted {
    const known = this.#known.get(id);
    if (known) return known;
    if (this.#known.size >= MAX_SENSORS && id !== NO_SENSOR) return this.#of(NO_SENSOR);
    const fresh: Counted = { messages: 0, lastAt: undefined, clockErrorMs: 0, states: [], errors: {} };
    this.#known.set(id, fresh);
    return fresh;
  }

  took(id: string, at: number, clockErrorMs: number, states: readonly TechnicalState[]): void {
    const sensor = this.#of(id);
    sensor.messages += 1;
    sensor.lastAt = at;
    sensor.clockErrorMs = clockErrorMs;
    sensor.states = states;
  }
  failed(id: string, code: IntakeErrorCode): void {
    const { errors } = this.#of(id);
    errors[code] = (errors[code] ?? 0) + 1;
  }
  list(): SensorView[] {
    return [...this.#known].map(([id, it]) => ({ id, ...it })).sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}
