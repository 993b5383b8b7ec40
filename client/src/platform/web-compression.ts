import { concatBytes } from "@arogyasync/shared/bytes";
import type { Compression } from "@arogyasync/shared/ports";

const collect = async (stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> => {
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concatBytes(...parts);
    length += value.length;
    if (length > maxBytes) {
      await reader.cancel().catch(() => {});
      throw new Error(`inflates to more than ${maxBytes} bytes`);
    }
    parts.push(value);
  }
};

const through = (data: Uint8Array, transform: CompressionStream | DecompressionStream, maxBytes: number) => {
  const writer = transform.writable.getWriter();
  // A failure shows on the readable side; the writer's own promises only repeat it.
  writer.write(data as Uint8Array<ArrayBuffer>).catch(() => {});
  writer.close().catch(() => {});
  return collect(transform.readable, maxBytes);
};

/** Raw DEFLATE of the platform (Chrome 103, Safari 16.4, Firefox 113). Inflating stops at the bound: no bombs. */
export const webCompression: Compression = {
  deflate: (data) => through(data, new CompressionStream("deflate-raw"), Number.POSITIVE_INFINITY),
  inflate: (data, maxBytes) => through(data, new DecompressionStream("deflate-raw"), maxBytes),
};
