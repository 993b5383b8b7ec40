import * as z from "zod/mini";
import { sensorText } from "./fields.ts";

/**
 * Values were skipped because they came faster than this connection took them. Stands before the `value` that follows the
 * gap; the numbers of the values show the same.
 */
export const gapSchema = z.strictObject({
  t: z.literal("gap"),
  gaps: z
    .array(z.strictObject({ sensor: sensorText, missed: z.int().check(z.minimum(1)) }))
    .check(z.minLength(1)),
});
export type Gap = z.infer<typeof gapSchema>;
