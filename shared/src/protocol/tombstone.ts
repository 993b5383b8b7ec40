import * as z from "zod/mini";
import { docIdBytes, scopeText, seqNumber } from "./fields.ts";

/** This document was erased by law: remove its bytes, keep only its name so that it never comes back. */
export const tombstoneSchema = z.object({
  t: z.literal("tombstone"),
  scope: scopeText,
  seq: seqNumber,
  id: docIdBytes,
});
export type Tombstone = z.infer<typeof tombstoneSchema>;
