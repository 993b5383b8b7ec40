import * as z from "zod/mini";
import { gapSchema } from "./gap.ts";
import { liveFailureSchema } from "./failure.ts";
import { pongSchema } from "./pong.ts";
import { refusedSchema } from "./refused.ts";
import { staleSchema } from "./stale.ts";
import { valueSchema } from "./value.ts";

/** Everything that the relay may say. */
export const liveDownSchema = z.discriminatedUnion("t", [
  valueSchema,
  gapSchema,
  staleSchema,
  refusedSchema,
  liveFailureSchema,
  pongSchema,
]);
export type LiveDown = z.infer<typeof liveDownSchema>;
