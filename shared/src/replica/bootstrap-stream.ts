import { concatBytes } from "../bytes/index.ts";
import { type BootstrapRecord, bootstrapRecordSchema, decodeCbor } from "../protocol/index.ts";

/** The longest record: two byte strings of 64 MB at most (protocol/bootstrap.ts), and some. */
const MAX_RECORD_BYTES = 129 * 1024 * 1024;

/**
 * Reads records (`u32be length ‖ CBOR`) from chunks cut anywhere. Ends quietly when the stream breaks off inside one:
 * whoever asked goes on from the last cursor. Throws on bytes that are no record.
 */
export async function* bootstrapRecords(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<BootstrapRecord> {
  let waiting: Uint8Array[] = [];
  let have = 0;
  let need = 4;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    have += chunk.length;
    if (have < need) continue;
    let buffer = waiting.length === 1 ? chunk : concatBytes(...waiting);
    for (;;) {
      need = 4;
      if (buffer.length < need) break;
      const length = new DataView(buffer.buffer, buffer.byteOffset, 4).getUint32(0);
      if (length > MAX_RECORD_BYTES) throw new Error("bootstrap record too long");
      need = 4 + length;
      if (buffer.length < need) break;
      const parsed = bootstrapRecordSchema.safeParse(decodeCbor(buffer.slice(4, need)));
      if (!parsed.success) throw new Error("not a bootstrap record");
      yield parsed.data;
      buffer = buffer.subarray(need);
    }
    waiting = buffer.length === 0 ? [] : [buffer];
    have = buffer.length;
  }
}
