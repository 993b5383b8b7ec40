import * as z from "zod/mini";
import { clinicText, sensorList } from "./fields.ts";

/**
 * A publisher's first word: these sensors are of this clinic, and I speak for them. Said once for each clinic after every
 * connect, and again when sensors come. Where two speak for one sensor of one clinic, the one who came last does.
 */
export const announceSchema = z.strictObject({
  t: z.literal("announce"),
  clinic: clinicText,
  sensors: sensorList,
});
export type Announce = z.infer<typeof announceSchema>;
