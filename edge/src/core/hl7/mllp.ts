/** Minimal Lower Layer Protocol (HL7 v2 transport, release 1): VT, the message, FS, CR. */
const START = 0x0b;
const END = 0x1c;
const RETURN = 0x0d;

/** Cuts a stream into messages. Memory is bounded: a message longer than `maxBytes` breaks the connection. */
export class MllpFrames {
  readonly #maxBytes: number;
  #held: Uint8Array[] = [];
  #size = 0;
  #isInside = false;
  #hasEnded = false;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The messages that are whole now; undefined when the peer does not speak MLLP, or without end. */
  push(chunk: Uint8Array): Uint8Array[] | undefined {
    const whole: Uint8Array[] = [];
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (!this.#isInside) {
        // Between messages some senders write line ends.
        if (byte === START) {
          this.#isInside = true;
          from = at + 1;
        } else if (byte !== RETURN && byte !== 0x0a) return undefined;
      } else if (this.#hasEnded) {
        if (byte !== RETURN) return undefined;
        whole.push(this.#take());
      } else if (byte === END) {
        if (!this.#hold(chunk.subarray(from, at))) return undefined;
        this.#hasEnded = true;
      }
    }
    if (this.#isInside && !this.#hasEnded && !this.#hold(chunk.subarray(from))) return undefined;
    return whole;
  }

  #hold(bytes: Uint8Array): boolean {
    this.#size += bytes.length;
    if (this.#size > this.#maxBytes) return false;
    this.#held.push(bytes.slice());
    return true;
  }

  #take(): Uint8Array {
    const out = new Uint8Array(this.#size);
    let at = 0;
    for (const part of this.#held) {
      out.set(part, at);
      at += part.length;
    }
    this.#held = [];
    this.#size = 0;
    this.#isInside = false;
    this.#hasEnded = false;
    return out;
  }
}

export const mllpFrame = (text: string): Uint8Array => {
  const body = new TextEncoder().encode(text);
  const out = new Uint8Array(body.length + 3);
  out[0] = START;
  out.set(body, 1);
  out.set([END, RETURN], body.length + 1);
  return out;
};
