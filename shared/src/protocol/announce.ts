import * as z from "zod/mini";
import { docRef, kindText, scopeText, seqNumber } from "./fields.ts";

/** A document that is newly shared with a scope: fetch it whole (`POST /bootstrap`), its older changes are behind your cursor. */
export const announceSchema = z.object({
  t: z.literal("announce"),
  scope: scopeText,
  kind: kindText,
  seq: seqNumber,
  docs: z.array(docRef).check(z.minLength(1)),
});
export type Announce = z.infer<typeof announceSchema>;
