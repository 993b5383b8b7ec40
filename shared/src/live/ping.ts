import * as z from "zod/mini";

/** Are you there? A page cannot send the WebSocket's own ping, nor see one. */
export const pingSchema = z.strictObject({
  t: z.literal("ping"),
  n: z.int().check(z.minimum(0)),
});
export type Ping = z.infer<typeof pingSchema>;
