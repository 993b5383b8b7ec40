import * as z from "zod/mini";
import { batchId, bytesUpTo, docRef, manifestField } from "./fields.ts";
import { MAX_DOCS_PER_PUSH, MAX_FRAME_BYTES } from "./version.ts";

/**
 * Offers changes. Needs no round trip before it; sending one twice is normal and free. `docs` names every document
 * the pack speaks of; a derived document's first change is never sent: the relay computes it. The manifests answer
 * for every change of the pack.
 */
export const pushSchema = z.object({
  t: z.literal("push"),
  id: batchId,
  docs: z.array(docRef).check(z.minLength(1), z.maxLength(MAX_DOCS_PER_PUSH)),
  /** A deflated pack (changes/pack.ts). */
  pack: bytesUpTo(MAX_FRAME_BYTES),
  manifests: z.array(manifestField).check(z.minLength(1), z.maxLength(1024)),
});
export type Push = z.infer<typeof pushSchema>;
