import { parseDocId } from "@arogyasync/shared/records";

const SHAPE = /^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$/;
/** A hardware address in its usual spellings, with or without separators. */
const HARDWARE =
  /(?:^|[._-])(?:[0-9a-f]{12}|[0-9a-f]{6}fffe[0-9a-f]{6}|[0-9a-f]{2}(?:[._-][0-9a-f]{2}){5}|[0-9a-f]{4}[._-][0-9a-f]{4}[._-][0-9a-f]{4})(?:[._-]|$)/i;

/** Whether a text can be a sensor's id: 3 to 64 characters, no hardware address, no patient's id. [ED1] */
export const isSensorId = (text: string): boolean =>
  SHAPE.test(text) && !HARDWARE.test(text) && !parseDocId(text).ok;
