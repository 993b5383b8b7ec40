import * as z from "zod/mini";
import { clinicText, sensorList } from "./fields.ts";

/**
 * I watch these sensors of this clinic. Answered at once by the last value of each, or `stale` where there is none; one
 * that nobody has announced yet is waited for. Subscribing again to the same changes nothing.
 */
export const subscribeSchema = z.strictObject({
  t: z.literal("subscribe"),
  clinic: clinicText,
  sensors: sensorList,
});
export type Subscribe = z.infer<typeof subscribeSchema>;
