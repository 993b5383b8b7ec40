import type { MinuteVital } from "@arogyasync/shared/records";
import type { TechnicalState } from "@arogyasync/shared/live";
import type { Sample } from "../sample.ts";
import { FieldReader } from "./field-reader.ts";
import { type MedFloat, scaledInteger } from "./float.ts";

/** What one characteristic says; its time, where it has one, is by the wall clock of the sensor's place. */
export type Decoded = Pick<Sample, "values" | "unusable" | "states"> & {
  readonly localTime: number | undefined;
};
type Decoder = (bytes: Uint8Array) => Decoded | undefined;

class Gathered {
  readonly values: Partial<Record<MinuteVital, number>> = {};
  readonly unusable: MinuteVital[] = [];
  readonly states = new Set<TechnicalState>();
  localTime: number | undefined;

  /** NaN, NRes, infinities and reserved values are technical: the vital is unusable, and +/-INF says out of range. [ED12] */
  take(field: MinuteVital, value: MedFloat, powerOfTen = 0): void {
    const number = scaledInteger(value, powerOfTen);
    if (number !== undefined) this.values[field] = number;
    else {
      this.unusable.push(field);
      if (value === "+inf" || value === "-inf") this.states.add("out-of-range");
      else if (value === "nan") this.states.add("poor-signal");
    }
  }
  done(reader: FieldReader): Decoded | undefined {
    const { values, unusable, localTime } = this;
    return reader.isShort ? undefined : { values, unusable, states: [...this.states], localTime };
  }
}

/** Heart Rate Measurement 0x2A37 (Heart Rate Service 1.0): flags, UINT8 or UINT16 by bit 0, contact in bits 1 and 2. */
const heartRate: Decoder = (bytes) => {
  const r = new FieldReader(bytes);
  const out = new Gathered();
  const flags = r.uint(1);
  const rate = flags & 0x01 ? r.uint(2) : r.uint(1);
  const hasContactSensor = (flags & 0x04) !== 0;
  if (hasContactSensor && (flags & 0x02) === 0) {
    out.states.add("leads-off");
    out.unusable.push("heartRate");
  } else if (rate === 0)
    out.unusable.push("heartRate"); // Sensors send 0 before they have found a beat.
  else out.values.heartRate = rate;
  return out.done(r);
};

/** Device and Sensor Status of pulse oximeters (PLX Service 1.0.1), 24 bits: those that mean that there is no value. */
const PLX_STATES: readonly (readonly [bit: number, state: TechnicalState])[] = [
  [1, "fault"], // equipment malfunction
  [2, "poor-signal"], // signal processing irregularity
  [3, "poor-signal"], // inadequate signal
  [4, "poor-signal"],
  [5, "poor-signal"], // low perfusion
  [6, "poor-signal"], // erratic signal
  [7, "poor-signal"], // no pulse in the signal
  [8, "poor-signal"], // questionable pulse
  [10, "poor-signal"], // interference
  [11, "probe-off"], // sensor unconnected to user
  [12, "fault"], // unknown sensor connected
  [13, "probe-off"], // sensor displaced
  [14, "fault"], // sensor malfunctioning
  [15, "probe-off"], // sensor disconnected
];
/** With these there is nobody, or nothing that measures, behind the numbers. */
const NOBODY_BITS = (1 << 1) | (1 << 11) | (1 << 13) | (1 << 14) | (1 << 15);
/** Measurement status: demonstration, test, calibration, unavailable, invalid. */
const NO_MEASUREMENT_BITS = (1 << 10) | (1 << 11) | (1 << 12) | (1 << 13) | (1 << 15);

/** What such a device still shows is no value of anybody. */
const withdraw = (out: Gathered): void => {
  for (const field of ["spo2", "heartRate"] as const)
    if (out.values[field] !== undefined) {
      delete out.values[field];
      out.unusable.push(field);
    }
};
const measurementStatus = (out: Gathered, status: number): void => {
  if (status & NO_MEASUREMENT_BITS) withdraw(out);
};
const plxStatus = (out: Gathered, status: number): void => {
  for (const [bit, state] of PLX_STATES) if (status & (1 << bit)) out.states.add(state);
  if (status & NOBODY_BITS) withdraw(out);
};

/** PLX Spot-Check Measurement 0x2A5E (Pulse Oximeter Service 1.0.1). */
const plxSpotCheck: Decoder = (bytes) => {
  const r = new FieldReader(bytes);
  const out = new Gathered();
  const flags = r.uint(1);
  out.take("spo2", r.sfloat());
  out.take("heartRate", r.sfloat());
  if (flags & 0x01) out.localTime = r.dateTime();
  if (flags & 0x02) measurementStatus(out, r.uint(2));
  if (flags & 0x04) plxStatus(out, r.uint(3));
  if (flags & 0x08) r.sfloat(); // pulse amplitude index
  return out.done(r);
};

/** PLX Continuous Measurement 0x2A5F: the normal pair, then "fast" and "slow" ones by bits 0 and 1. */
const plxContinuous: Decoder = (bytes) => {
  const r = new FieldReader(bytes);
  const out = new Gathered();
  const flags = r.uint(1);
  out.take("spo2", r.sfloat());
  out.take("heartRate", r.sfloat());
  if (flags & 0x01) r.uint(4);
  if (flags & 0x02) r.uint(4);
  if (flags & 0x04) measurementStatus(out, r.uint(2));
  if (flags & 0x08) plxStatus(out, r.uint(3));
  if (flags & 0x10) r.sfloat(); // pulse amplitude index
  return out.done(r);
};

/** Temperature Measurement 0x2A1C and Intermediate Temperature 0x2A1E (Health Thermometer Service 1.0). */
const temperature: Decoder = (bytes) => {
  const r = new FieldReader(bytes);
  const out = new Gathered();
  const flags = r.uint(1);
  const value = r.float();
  if (flags & 0x01 && typeof value !== "string") {
    // Fahrenheit. Thousandths are exact for every thermometer; (F - 32) × 5 / 9 is rounded once, at the tenth.
    const milli = scaledInteger(value, 3);
    if (milli === undefined) out.unusable.push("tempCx10");
    else out.values.tempCx10 = Math.round(((milli - 32_000) * 5) / 900);
  } else out.take("tempCx10", value, 1);
  if (flags & 0x02) out.localTime = r.dateTime();
  if (flags & 0x04) r.uint(1); // where on the body
  return out.done(r);
};

/** Millimetres of mercury in a kilopascal, exact to seven digits (1 mmHg = 133.322387415 Pa). */
const MMHG_PER_KPA = 7.500_615_8;

/** Blood Pressure Measurement 0x2A35 (Blood Pressure Service 1.1). */
const bloodPressure: Decoder = (bytes) => {
  const r = new FieldReader(bytes);
  const out = new Gathered();
  const flags = r.uint(1);
  for (const field of ["systolic", "diastolic", "meanArterial"] as const) {
    const value = r.sfloat();
    if (flags & 0x01 && typeof value !== "string") {
      const pascal = scaledInteger(value, 3);
      if (pascal === undefined) out.unusable.push(field);
      else out.values[field] = Math.round((pascal / 1000) * MMHG_PER_KPA);
    } else out.take(field, value);
  }
  if (flags & 0x02) out.localTime = r.dateTime();
  if (flags & 0x04) out.take("heartRate", r.sfloat());
  if (flags & 0x08) r.uint(1); // user
  // Measurement status, bit 0 body movement, bit 1 cuff too loose: the numbers stand, the signal was poor.
  if (flags & 0x10 && r.uint(2) & 0x03) out.states.add("poor-signal");
  return out.done(r);
};

/** Battery Level 0x2A19, per cent. */
const LOW_BATTERY_PERCENT = 15;
const battery: Decoder = (bytes) => {
  const r = new FieldReader(bytes);
  const out = new Gathered();
  if (r.uint(1) <= LOW_BATTERY_PERCENT) out.states.add("low-battery");
  return out.done(r);
};

const decoders: Readonly<Record<string, Decoder>> = {
  "2a37": heartRate,
  "2a5e": plxSpotCheck,
  "2a5f": plxContinuous,
  "2a1c": temperature,
  "2a1e": temperature,
  "2a35": bloodPressure,
  "2a19": battery,
};
export const gattCharacteristics = Object.keys(decoders);

/**
 * Decodes the value of a characteristic. Undefined for one that is not known, and for a value that is too short.
 * @param uuid its 16-bit number in lower-case hexadecimal, "2a37".
 */
export const decodeCharacteristic = (uuid: string, bytes: Uint8Array): Decoded | undefined =>
  Object.hasOwn(decoders, uuid) ? decoders[uuid]?.(bytes) : undefined;
