import * as z from "zod/mini";

/** Something is wrong with this connection: the relay closes it now, with the code as the reason. */
export const liveFailureSchema = z.strictObject({
  t: z.literal("failure"),
  code: z.string().check(z.minLength(1), z.maxLength(64)),
  message: z.string().check(z.maxLength(500)),
});
export type LiveFailure = z.infer<typeof liveFailureSchema>;
