import * as z from "zod/mini";
import { helloSchema } from "./hello.ts";
import { pushSchema } from "./push.ts";
import { subscribeSchema } from "./subscribe.ts";

/** Everything a client may say. */
export const upSchema = z.discriminatedUnion("t", [helloSchema, pushSchema, subscribeSchema]);
export type Up = z.infer<typeof upSchema>;
