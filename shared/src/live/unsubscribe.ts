import * as z from "zod/mini";
import { sensorList } from "./fields.ts";

/** I watch these no longer. What is already on its way may still arrive. */
export const unsubscribeSchema = z.strictObject({ t: z.literal("unsubscribe"), sensors: sensorList });
export type Unsubscribe = z.infer<typeof unsubscribeSchema>;
