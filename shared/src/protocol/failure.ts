import * as z from "zod/mini";
import { codeText, sentence } from "./fields.ts";

/** Something is wrong with this connection or message; `fatal` means the relay closes it now. */
export const failureSchema = z.object({
  t: z.literal("failure"),
  code: codeText,
  message: sentence,
  fatal: z.boolean(),
});
export type Failure = z.infer<typeof failureSchema>;
