import * as z from "zod/mini";
import { bytesUpTo, docRef, epochBytes, epochMs, kindText, scopeText, seqNumber } from "./fields.ts";
import { MAX_FRAME_BYTES } from "./version.ts";

/**
 * Committed changes of one (scope, kind), in order. The cursor to keep, together with the changes in one transaction,
 * is `upTo`; rows may be fewer than the sequence suggests (gaps, and your own pushes are not echoed).
 */
export const changesSchema = z.object({
  t: z.literal("changes"),
  scope: scopeText,
  kind: kindText,
  epoch: epochBytes,
  upTo: seqNumber,
  docs: z.array(docRef),
  /** A deflated pack; absent when there is only the cursor to move. */
  pack: z.optional(bytesUpTo(MAX_FRAME_BYTES)),
  /** Per change of the pack: who answers for it, and when the relay received it. */
  authors: z.array(z.string()),
  rows: z.array(z.tuple([seqNumber, z.int().check(z.minimum(0)), epochMs])),
});
export type Changes = z.infer<typeof changesSchema>;
