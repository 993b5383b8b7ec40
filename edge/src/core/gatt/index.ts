import { hexToBytes } from "@arogyasync/shared/bytes";
import { err, ok, type Result } from "@arogyasync/shared/result";
import * as z from "zod";
import { parseJson } from "../own-json.ts";
import type { IntakeErrorCode, Sample } from "../sample.ts";
import { decodeCharacteristic } from "./characteristics.ts";

const instant = z.int().min(0).max(4_102_444_800_000);

/** What a Bluetooth relay sends: the characteristic's number and its value, as they came. [ED4] */
const relayedSchema = z.strictObject({
  v: z.literal(1),
  /** "2A37", "0x2a37" or the whole 128-bit UUID of it. */
  characteristic: z.string().max(40),
  /** The value in hexadecimal; no ATT value is longer than 512 bytes. */
  value: z.string().regex(/^(?:[0-9A-Fa-f]{2}){1,512}$/),
  /** When the relay received it, by the relay's clock. */
  at: instant.optional(),
  sentAt: instant.optional(),
  seq: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
});

const UUID = /^(?:0x|0000)?([0-9a-f]{4})(?:-0000-1000-8000-00805f9b34fb)?$/;

/**
 * Reads a relayed GATT value. The characteristic's own time stamp is local and has no zone, so the relay's time is taken:
 * a wrong hour would put a reading on the wrong patient.
 */
export const decodeGatt = (text: string): Result<Sample, IntakeErrorCode> => {
  const json = parseJson(text);
  if (json === undefined) return err("malformed");
  const parsed = relayedSchema.safeParse(json);
  if (!parsed.success) return err("not-understood");
  const { characteristic, value, at, sentAt, seq } = parsed.data;
  const uuid = UUID.exec(characteristic.toLowerCase())?.[1];
  if (uuid === undefined) return err("not-understood");
  const decoded = decodeCharacteristic(uuid, hexToBytes(value.toLowerCase()));
  if (!decoded) return err("not-understood");
  const { values, unusable, states } = decoded;
  return ok({ measuredAt: at, sentAt, sequence: seq, values, unusable, states });
};
