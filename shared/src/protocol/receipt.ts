import * as z from "zod/mini";
import { epochBytes, seqNumber } from "./fields.ts";

/** Backups now reach this sequence: outbox entries up to it need not be kept any longer. */
export const receiptSchema = z.object({ t: z.literal("receipt"), epoch: epochBytes, backedUpSeq: seqNumber });
export type BackupReceipt = z.infer<typeof receiptSchema>;
