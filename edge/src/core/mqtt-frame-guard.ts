/**
 * Watches a stream of MQTT packets for one that announces more bytes than any of ours has: the broker's parser would
 * gather up to 256 MB before anybody looks. (MQTT 3.1.1, 2.2.3: remaining length, at most four bytes of seven bits.)
 */
export class MqttFrameGuard {
  readonly #maxBytes: number;
  #left = 0;
  #length = 0;
  #lengthBytes = -1; // -1: the first byte of the header comes next

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether the stream may go on. */
  isFine(chunk: Uint8Array): boolean {
    let at = 0;
    while (at < chunk.length) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, chunk.length - at);
        this.#left -= step;
        at += step;
        continue;
      }
      const byte = chunk[at++] ?? 0;
      if (this.#lengthBytes < 0) {
        this.#lengthBytes = 0;
        this.#length = 0;
        continue;
      }
      this.#length += (byte & 0x7f) * 128 ** this.#lengthBytes;
      this.#lengthBytes += 1;
      if (this.#length > this.#maxBytes || (byte >= 0x80 && this.#lengthBytes >= 4)) return false;
      if (byte < 0x80) {
        this.#left = this.#length;
        this.#lengthBytes = -1;
      }
    }
    return true;
  }
}
