import * as z from "zod/mini";
import { ackSchema } from "./ack.ts";
import { announceSchema } from "./announce.ts";
import { changesSchema } from "./changes.ts";
import { failureSchema } from "./failure.ts";
import { liveSchema } from "./live.ts";
import { receiptSchema } from "./receipt.ts";
import { refuseSchema } from "./refuse.ts";
import { retrySchema } from "./retry.ts";
import { tombstoneSchema } from "./tombstone.ts";
import { welcomeSchema } from "./welcome.ts";

/** Everything a relay may say. */
export const downSchema = z.discriminatedUnion("t", [
  welcomeSchema,
  ackSchema,
  refuseSchema,
  retrySchema,
  changesSchema,
  liveSchema,
  announceSchema,
  tombstoneSchema,
  receiptSchema,
  failureSchema,
]);
export type Down = z.infer<typeof downSchema>;
