import type { Socket } from "../ports/index.ts";

interface End {
  readonly socket: Socket;
  deliver(frame: Uint8Array): void;
  closed(code: number, reason: string): void;
}

const makeEnd = (
  send: (frame: Uint8Array) => void,
  close: (code: number, reason: string) => void,
  buffered: () => number,
): End => {
  let onMessage: ((frame: Uint8Array) => void) | undefined;
  let onClose: ((code: number, reason: string) => void) | undefined;
  let isOpen = true;
  const early: Uint8Array[] = [];
  return {
    socket: {
      send: (frame) => isOpen && send(frame.slice()),
      close: (code = 1000, reason = "") => isOpen && close(code, reason),
      bufferedBytes: buffered,
      onMessage: (fn) => {
        onMessage = fn;
        for (const frame of early.splice(0)) fn(frame);
      },
      onClose: (fn) => {
        onClose = fn;
      },
    },
    deliver: (frame) => {
      if (!isOpen) return;
      if (onMessage) onMessage(frame);
      else early.push(frame);
    },
    closed: (code, reason) => {
      if (!isOpen) return;
      isOpen = false;
      onClose?.(code, reason);
    },
  };
};

/**
 * Two ends of a connection whose frames wait until `flush` (or until the carrier, when one is given, delivers them).
 * Frames are copied on the way: nobody may keep writing into what was sent.
 */
export class MemorySocketPair {
  readonly #ends: readonly [End, End];
  readonly #queues: [Uint8Array[], Uint8Array[]] = [[], []];
  #isOpen = true;

  /** `carry` is called for each frame with the function that delivers it; without it frames wait for `flush`. */
  constructor(carry?: (deliver: () => void, from: 0 | 1) => void) {
    const sender = (from: 0 | 1) => (frame: Uint8Array) => {
      if (!this.#isOpen) return;
      if (!carry) this.#queues[from].push(frame);
      else carry(() => this.#isOpen && this.#ends[from === 0 ? 1 : 0].deliver(frame), from);
    };
    const bufferedBy = (from: 0 | 1) => () => this.#queues[from].reduce((sum, f) => sum + f.length, 0);
    const closer = (code: number, reason: string) => this.disconnect(code, reason);
    this.#ends = [makeEnd(sender(0), closer, bufferedBy(0)), makeEnd(sender(1), closer, bufferedBy(1))];
  }

  get a(): Socket {
    return this.#ends[0].socket;
  }
  get b(): Socket {
    return this.#ends[1].socket;
  }
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Delivers what waits, both ways, until nothing does. Frames sent in answer are delivered too. */
  flush(): void {
    while (this.#queues[0].length + this.#queues[1].length > 0) {
      for (const from of [0, 1] as const)
        for (const frame of this.#queues[from].splice(0)) this.#ends[1 - from]!.deliver(frame);
    }
  }

  /** Cuts the line: frames under way are lost, both ends hear of it. */
  disconnect(code = 1006, reason = ""): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#queues[0].length = 0;
    this.#queues[1].length = 0;
    for (const end of this.#ends) end.closed(code, reason);
  }
}
