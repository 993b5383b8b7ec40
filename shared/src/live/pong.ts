import * as z from "zod/mini";
import { epochMs } from "./fields.ts";

/** The answer to `ping`, with the relay's clock: the age of a value is told by it, not by a ward PC's own. */
export const pongSchema = z.strictObject({
  t: z.literal("pong"),
  n: z.int().check(z.minimum(0)),
  nowMs: epochMs,
});
export type Pong = z.infer<typeof pongSchema>;
