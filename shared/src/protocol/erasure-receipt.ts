import * as z from "zod/mini";
import { concatBytes, u64be, utf8ToBytes } from "../bytes/index.ts";
import { docIdToBytes } from "../records/index.ts";

const b64 = (length: number) =>
  z.string().check(z.regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((length * 4) / 3)}}$`)));

/** A device's signed word that nothing of an erased patient is on it any more. [TR36] */
export const erasureReceiptSchema = z.object({
  /** Patient id. */
  patient: z.string().check(z.minLength(1), z.maxLength(64)),
  /** By the device's clock, epoch ms. */
  at: z.int().check(z.minimum(0)),
  /** A key of somebody on this device; the relay knows which device it is. */
  key: b64(32),
  signature: b64(64),
});
export type ErasureReceipt = z.infer<typeof erasureReceiptSchema>;

/** domain ‖ patient id, 16 bytes ‖ at, 8 bytes big-endian. Throws when the id is none. */
export const erasureReceiptBody = ({ patient, at }: Pick<ErasureReceipt, "patient" | "at">): Uint8Array =>
  concatBytes(utf8ToBytes("arogya/erased/1\0"), docIdToBytes(patient), u64be(at));
