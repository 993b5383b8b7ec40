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
  const length = Buffer.byteLength(text);
  if (length > 0xffff) throw new Error("a live frame is at most 64 KiB");
  const isShort = length < SHORT;
  const headerLength = isShort ? 2 : 4;
  // A Buffer, not any bytes: the socket would wrap those again for each of a thousand watchers.
  const frame = Buffer.allocUnsafe(headerLength + length);
  frame[0] = WHOLE_TEXT;
  if (isShort) frame[1] = length;
  else {
    frame[1] = LENGTH_16;
    frame.writeUInt16BE(length, 2);
  }
  frame.write(text, headerLength);
  return frame;
};

/** A ping without a body. */
export const PING_FRAME: Uint8Array = Buffer.from([0x89, 0]);
