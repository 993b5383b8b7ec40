import * as z from "zod/mini";
import { announceSchema } from "./announce.ts";
import { pingSchema } from "./ping.ts";
import { publishSchema } from "./publish.ts";
import { subscribeSchema } from "./subscribe.ts";
import { unsubscribeSchema } from "./unsubscribe.ts";

/** Everything that a watcher or a publisher may say. */
export const liveUpSchema = z.discriminatedUnion("t", [
  announceSchema,
  publishSchema,
  subscribeSchema,
  unsubscribeSchema,
  pingSchema,
]);
export type LiveUp = z.infer<typeof liveUpSchema>;
