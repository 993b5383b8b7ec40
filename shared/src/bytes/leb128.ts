/** Bytes ran out, or a number is longer than any honest one. Thrown by readers, caught at the boundary. */
export class TruncatedError extends Error {
  override name = "TruncatedError";
}

/** Forward reader over one byte array. Every read is bounds-checked; nothing is copied but `bytes`' views. */
export class ByteReader {
  readonly data: Uint8Array;
  at: number;
  readonly end: number;

  constructor(data: Uint8Array, at = 0, end = data.length) {
    this.data = data;
    this.at = at;
    this.end = end;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  byte(): number {
    if (this.at >= this.end) throw new TruncatedError("unexpected end of bytes");
    return this.data[this.at++]!;
  }

  bytes(length: number): Uint8Array {
    if (length < 0 || length > this.end - this.at) throw new TruncatedError("unexpected end of bytes");
    const out = this.data.subarray(this.at, this.at + length);
    this.at += length;
    return out;
  }

  /** Unsigned LEB128 up to 2^53 - 1; longer encodings are refused. */
  uleb(): number {
    let result = 0;
    let scale = 1;
    for (let i = 0; i < 8; i++) {
      const b = this.byte();
      result += (b & 0x7f) * scale;
      if ((b & 0x80) === 0) {
        if (!Number.isSafeInteger(result)) break;
        return result;
      }
      scale *= 128;
    }
    throw new TruncatedError("number too large");
  }

  /** Signed LEB128 within ±2^53. */
  sleb(): number {
    let result = 0;
    let scale = 1;
    for (let i = 0; i < 8; i++) {
      const b = this.byte();
      if ((b & 0x80) === 0) {
        // The sign goes in with the last digit: the sum before it may lie beyond what a double holds exactly.
        const signed = result + ((b & 0x40) !== 0 ? b - 128 : b) * scale;
        if (!Number.isSafeInteger(signed)) break;
        return signed;
      }
      result += (b & 0x7f) * scale;
      scale *= 128;
    }
    throw new TruncatedError("number too large");
  }
}

/** Growing byte buffer with LEB128 writers. */
export class ByteWriter {
  #buffer = new Uint8Array(256);
  length = 0;

  #reserve(extra: number): void {
    if (this.length + extra <= this.#buffer.length) return;
    const next = new Uint8Array(Math.max(this.#buffer.length * 2, this.length + extra));
    next.set(this.#buffer.subarray(0, this.length));
    this.#buffer = next;
  }

  byte(value: number): this {
    this.#reserve(1);
    this.#buffer[this.length++] = value;
    return this;
  }

  bytes(data: Uint8Array): this {
    this.#reserve(data.length);
    this.#buffer.set(data, this.length);
    this.length += data.length;
    return this;
  }

  uleb(value: number): this {
    let rest = value;
    while (rest >= 128) {
      this.byte((rest % 128) | 0x80);
      rest = Math.floor(rest / 128);
    }
    return this.byte(rest);
  }

  sleb(value: number): this {
    let rest = value;
    for (;;) {
      const low = ((rest % 128) + 128) % 128;
      rest = Math.floor(rest / 128);
      if ((rest === 0 && low < 64) || (rest === -1 && low >= 64)) return this.byte(low);
      this.byte(low | 0x80);
    }
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#buffer.slice(0, this.length);
  }
}
