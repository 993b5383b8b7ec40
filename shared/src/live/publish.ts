import * as z from "zod/mini";
import { MAX_VALUES_PER_PUBLISH } from "./version.ts";

/**
 * Values of announced sensors, oldest first. Each is judged for itself by `liveValueSchema`: one that is refused holds up
 * no other.
 */
export const publishSchema = z.strictObject({
  t: z.literal("publish"),
  values: z.array(z.unknown()).check(z.minLength(1), z.maxLength(MAX_VALUES_PER_PUBLISH)),
});
export type Publish = z.infer<typeof publishSchema>;
