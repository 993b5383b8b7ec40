import * as z from "zod/mini";
import { valueNumber } from "./fields.ts";
import { liveValueSchema } from "./live-value.ts";

/** The newest values of what is watched, at most one of each sensor, each with its number. */
export const valueSchema = z.strictObject({
  t: z.literal("value"),
  items: z.array(z.tuple([valueNumber, liveValueSchema])).check(z.minLength(1)),
});
export type ValueMessage = z.infer<typeof valueSchema>;
