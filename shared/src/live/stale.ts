import * as z from "zod/mini";
import { epochMs, sensorText } from "./fields.ts";

/**
 * These sensors have said nothing for LIVE_STALE_MS. `since` is the relay's time of their last value; null when it has
 * heard none since it started. Their next value ends it.
 */
export const staleSchema = z.strictObject({
  t: z.literal("stale"),
  sensors: z.array(z.strictObject({ sensor: sensorText, since: z.nullable(epochMs) })).check(z.minLength(1)),
});
export type Stale = z.infer<typeof staleSchema>;
