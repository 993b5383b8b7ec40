import * as z from "zod/mini";
import { batchId, codeText } from "./fields.ts";

/** These changes of push `id` were neither stored nor refused: offer them again, after `afterMs`. */
export const retrySchema = z.object({
  t: z.literal("retry"),
  id: batchId,
  items: z
    .array(z.object({ index: z.int().check(z.minimum(0)), code: codeText }))
    .check(z.minLength(1), z.maxLength(4096)),
  afterMs: z.int().check(z.minimum(0)),
});
export type Retry = z.infer<typeof retrySchema>;
