import * as z from "zod/mini";
import { kindText, scopeText, seqNumber } from "./fields.ts";

/** These subscriptions have everything up to `seq`; what follows comes as it is committed. */
export const liveSchema = z.object({
  t: z.literal("live"),
  seq: seqNumber,
  of: z.array(z.object({ scope: scopeText, kind: kindText })),
});
export type Live = z.infer<typeof liveSchema>;
