import { utf8ToBytes } from "@arogyasync/shared/bytes";

/** FIN and opcode 1: one whole text message. RFC 6455 §5.2. */
const WHOLE_TEXT = 0x81;
const SHORT = 126;
const LENGTH_16 = 126;

/**
 * A text message as it stands on the wire from a server: header and UTF-8, unmasked, uncompressed. Made once for all
 * who get it, which is what a fan-out saves over sending the text a thousand times.
 * @param text of less than 64 KiB.
 */
export const textFrame = (text: string): Uint8Array => {
  const body = utf8ToBytes(text);
  if (body.length > 0xffff) throw new Error("a live frame is at most 64 KiB");
  const isShort = body.length < SHORT;
  const frame = new Uint8Array(body.length + (isShort ? 2 : 4));
  frame[0] = WHOLE_TEXT;
  if (isShort) frame[1] = body.length;
  else {
    frame[1] = LENGTH_16;
    frame[2] = body.length >> 8;
    frame[3] = body.length & 0xff;
  }
  frame.set(body, frame.length - body.length);
  return frame;
};
