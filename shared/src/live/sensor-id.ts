import { parseDocId } from "../records/index.ts";

const SHAPE = /^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$/;
const SEPARATORS = /[._-]/;
const OCTET = /^[0-9a-f]{2}$/i;
/** A 48-bit MAC address without separators, or the EUI-64 that IPv6 and Bluetooth make of one. */
const WHOLE_MAC = /^(?:[0-9a-f]{12}|[0-9a-f]{6}fffe[0-9a-f]{6})$/i;
const MAC_OCTETS = 6;
const CISCO_GROUPS = /(?:^|[._-])[0-9a-f]{4}[._-][0-9a-f]{4}[._-][0-9a-f]{4}(?:[._-]|$)/i;

const holdsMac = (id: string): boolean => {
  let octets = 0;
  for (const part of id.split(SEPARATORS)) {
    if (WHOLE_MAC.test(part)) return true;
    octets = OCTET.test(part) ? octets + 1 : 0;
    if (octets >= MAC_OCTETS) return true;
  }
  return CISCO_GROUPS.test(id);
};

/** Base58check of 16 bytes has so many characters. */
const DOC_ID_LENGTHS = { min: 20, max: 28 };
const namesDocument = (id: string): boolean =>
  id.length >= DOC_ID_LENGTHS.min && id.length <= DOC_ID_LENGTHS.max && parseDocId(id).ok;

/** The same few sensors come every second. */
const known = new Set<string>();
const MAX_KNOWN = 4096;

/**
 * Whether a text can be a sensor's id on the live channel: 3 to 64 characters, and neither a hardware (MAC) address in
 * any of its usual spellings nor the id of a document, which is what a patient's id is. [LV3]
 */
export const isSensorId = (text: string): boolean => {
  if (known.has(text)) return true;
  if (!SHAPE.test(text) || holdsMac(text) || namesDocument(text)) return false;
  if (known.size >= MAX_KNOWN) known.clear();
  known.add(text);
  return true;
};
