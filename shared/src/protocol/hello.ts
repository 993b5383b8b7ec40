import * as z from "zod/mini";
import { epochMs } from "./fields.ts";

/** First message of a connection. The token is fetched fresh for every connection and stands in no URL. */
export const helloSchema = z.object({
  t: z.literal("hello"),
  protocol: z.int().check(z.minimum(1)),
  token: z.string().check(z.minLength(1), z.maxLength(4096)),
  device: z.string().check(z.minLength(1), z.maxLength(64)),
  app: z.string().check(z.maxLength(64)),
  /** The client's clock, so that a wrong one is noticed. */
  clockMs: epochMs,
});
export type Hello = z.infer<typeof helloSchema>;
