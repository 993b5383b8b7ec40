/**
 * IEEE 11073-20601 floating point as GATT uses it, little-endian. SFLOAT (medfloat16): exponent in the upper 4 bits,
 * mantissa in the lower 12, both two's complement. FLOAT (medfloat32): exponent in the upper 8, mantissa in the lower 24.
 * Five mantissas with exponent 0 are no numbers. (Bluetooth SIG, GATT Specification Supplement, medfloat16, medfloat32;
 * Personal Health Devices Transcoding White Paper, tables 6 and 7.)
 */
export type SpecialValue = "nan" | "nres" | "+inf" | "-inf" | "reserved";
/** A decimal number, mantissa × 10^exponent, exactly as it was sent; or one of the values that are no number. */
export type MedFloat = { readonly mantissa: number; readonly exponent: number } | SpecialValue;

const signed = (value: number, bits: number): number =>
  value >= 2 ** (bits - 1) ? value - 2 ** bits : value;

const sfloatSpecials: ReadonlyMap<number, SpecialValue> = new Map([
  [0x07fe, "+inf"],
  [0x07ff, "nan"],
  [0x0800, "nres"],
  [0x0801, "reserved"],
  [0x0802, "-inf"],
] as const);

const floatSpecials: ReadonlyMap<number, SpecialValue> = new Map([
  [0x007ffffe, "+inf"],
  [0x007fffff, "nan"],
  [0x00800000, "nres"],
  [0x00800001, "reserved"],
  [0x00800002, "-inf"],
] as const);

/** @param raw the 16 bits as an unsigned number. */
export const sfloatOf = (raw: number): MedFloat =>
  sfloatSpecials.get(raw) ?? { mantissa: signed(raw & 0x0fff, 12), exponent: signed(raw >>> 12, 4) };

/** @param raw the 32 bits as an unsigned number. */
export const floatOf = (raw: number): MedFloat =>
  floatSpecials.get(raw) ?? { mantissa: signed(raw & 0x00ffffff, 24), exponent: signed(raw >>> 24, 8) };

/**
 * The number times a power of ten, rounded half up to a whole one, in integers throughout: 36.4 °C as tenths is 364,
 * not 363. Undefined for what is no number, and for what no vital sign can be.
 */
export const scaledInteger = (value: MedFloat, powerOfTen: number): number | undefined => {
  if (typeof value === "string") return undefined;
  const exponent = value.exponent + powerOfTen;
  if (value.mantissa === 0) return 0;
  if (exponent > 6 || exponent < -12) return undefined;
  if (exponent >= 0) return value.mantissa * 10 ** exponent;
  const divisor = 10 ** -exponent;
  const floor = Math.floor(value.mantissa / divisor);
  return (value.mantissa - floor * divisor) * 2 >= divisor ? floor + 1 : floor;
};
