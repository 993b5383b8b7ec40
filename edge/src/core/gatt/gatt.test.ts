import { hexToBytes } from "@arogyasync/shared/bytes";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCharacteristic } from "./characteristics.ts";
import { floatOf, scaledInteger, sfloatOf } from "./float.ts";
import { decodeGatt } from "./index.ts";

const decode = (uuid: string, hex: string) => decodeCharacteristic(uuid, hexToBytes(hex));

describe("IEEE 11073 numbers", () => {
  it("[ED4] are exact: 36.4 °C is 364 tenths; 0xF072 is 11.4", () => {
    expect(scaledInteger(floatOf(0xff00016c), 1)).toBe(364);
    expect(sfloatOf(0xf072)).toEqual({ mantissa: 114, exponent: -1 });
    expect(scaledInteger(sfloatOf(0xfffb), 1)).toBe(-5);
  });
  it("[ED12] NaN, NRes, infinities and the reserved value are no numbers", () => {
    expect([0x07ff, 0x0800, 0x07fe, 0x0802, 0x0801].map(sfloatOf)).toEqual([
      "nan",
      "nres",
      "+inf",
      "-inf",
      "reserved",
    ]);
    expect([0x007fffff, 0x00800000, 0x007ffffe, 0x00800002, 0x00800001].map(floatOf)).toEqual([
      "nan",
      "nres",
      "+inf",
      "-inf",
      "reserved",
    ]);
  });
});

describe("[ED4] characteristics", () => {
  it("heart rate in one byte and in two, and without contact", () => {
    expect(decode("2a37", "0048")?.values).toEqual({ heartRate: 72 });
    expect(decode("2a37", "012c01")?.values).toEqual({ heartRate: 300 });
    expect(decode("2a37", "0448")).toMatchObject({
      values: {},
      unusable: ["heartRate"],
      states: ["leads-off"],
    });
  });
  it("pulse oximeters, continuous and spot check", () => {
    expect(decode("2a5f", "0062003c00")?.values).toEqual({ spo2: 98, heartRate: 60 });
    expect(decode("2a5e", "0061004900")?.values).toEqual({ spo2: 97, heartRate: 73 });
  });
  it("[ED12] a probe on nobody gives a state and no values, whatever it still shows", () => {
    expect(decode("2a5f", "08ff07ff07000800")).toMatchObject({
      values: {},
      states: ["poor-signal", "probe-off"],
    });
    expect(decode("2a5f", "0862003c00000800")).toMatchObject({ values: {}, states: ["probe-off"] });
  });
  it("temperature in Celsius and Fahrenheit, blood pressure in mmHg and kPa", () => {
    expect(decode("2a1c", "006c0100ff")?.values).toEqual({ tempCx10: 364 });
    expect(decode("2a1c", "01da0300ff")?.values).toEqual({ tempCx10: 370 });
    expect(decode("2a35", "00780050005d00")?.values).toEqual({
      systolic: 120,
      diastolic: 80,
      meanArterial: 93,
    });
    expect(decode("2a35", "01a0f06bf07cf0")?.values).toMatchObject({ systolic: 120, diastolic: 80 });
  });
  it("what is too short, or not known, is not understood; nothing throws", () => {
    expect(decode("2a35", "0078")).toBeUndefined();
    expect(decode("constructor", "00")).toBeUndefined();
    fc.assert(
      fc.property(
        fc.constantFrom("2a37", "2a5e", "2a5f", "2a1c", "2a35", "2a19"),
        fc.uint8Array(),
        (uuid, b) => {
          decodeCharacteristic(uuid, b);
        },
      ),
    );
    fc.assert(
      fc.property(fc.string(), fc.json(), (a, b) => {
        decodeGatt(a);
        decodeGatt(b);
      }),
    );
  });
});
