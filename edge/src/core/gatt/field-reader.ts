import { floatOf, type MedFloat, sfloatOf } from "./float.ts";

/** Reads little-endian fields of a characteristic; what is behind the end makes `isShort` true and reads as 0. */
export class FieldReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  isShort = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** An unsigned number of so many bytes. */
  uint(bytes: 1 | 2 | 3 | 4): number {
    let value = 0;
    for (let i = 0; i < bytes; i++) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) this.isShort = true;
      value += (byte ?? 0) * 2 ** (8 * i);
    }
    return value;
  }
  sfloat(): MedFloat {
    return sfloatOf(this.uint(2));
  }
  float(): MedFloat {
    return floatOf(this.uint(4));
  }
  /** GATT Date Time: year, month, day, hours, minutes, seconds. Epoch ms as if it were UTC; undefined for "unknown". */
  dateTime(): number | undefined {
    const year = this.uint(2);
    const [month, day, hours, minutes, seconds] = [1, 2, 3, 4, 5].map(() => this.uint(1)) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const isKnown =
      year >= 1970 && year <= 2099 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && hours < 24;
    if (!isKnown || minutes > 59 || seconds > 59) return undefined;
    return Date.UTC(year, month - 1, day, hours, minutes, seconds);
  }
}
