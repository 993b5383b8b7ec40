import * as z from "zod/mini";
import { batchId, epochBytes, epochMs, seqNumber, signatureBytes } from "./fields.ts";

/**
 * Every change of push `id` that no `refuse` or `retry` has named before is on the relay's disk. The signature is the
 * receipt over exactly those, in the order of the push (changes/receipt.ts).
 */
export const ackSchema = z.object({
  t: z.literal("ack"),
  id: batchId,
  epoch: epochBytes,
  seq: seqNumber,
  receivedAt: epochMs,
  signature: signatureBytes,
});
export type Ack = z.infer<typeof ackSchema>;
