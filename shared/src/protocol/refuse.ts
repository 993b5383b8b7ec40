import * as z from "zod/mini";
import { batchId, codeText, sentence } from "./fields.ts";

/** These changes of push `id` (by index) will never be accepted as they are. The relay keeps their bytes. */
export const refuseSchema = z.object({
  t: z.literal("refuse"),
  id: batchId,
  items: z
    .array(z.object({ index: z.int().check(z.minimum(0)), code: codeText, reason: sentence }))
    .check(z.minLength(1), z.maxLength(4096)),
});
export type Refuse = z.infer<typeof refuseSchema>;
