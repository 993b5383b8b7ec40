import * as z from "zod/mini";
import { epochBytes, kindText, scopeText, seqNumber } from "./fields.ts";

/** Follows (scope, kind) pairs, each from its own cursor. `epoch` is the one the cursors were given under. */
export const subscribeSchema = z.object({
  t: z.literal("subscribe"),
  epoch: z.optional(epochBytes),
  wants: z
    .array(z.object({ scope: scopeText, kind: kindText, after: seqNumber }))
    .check(z.minLength(1), z.maxLength(256)),
});
export type Subscribe = z.infer<typeof subscribeSchema>;
