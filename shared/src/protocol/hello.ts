import * as z from "zod/mini";
import { epochMs } from "./fields.ts";

/**
 * First message of a connection. Who speaks, from which device and in which version was settled by the ticket that
 * opened it; `device` must be that ticket's.
 */
export const helloSchema = z.object({
  t: z.literal("hello"),
  device: z.string().check(z.minLength(1), z.maxLength(64)),
  app: z.string().check(z.maxLength(64)),
  /** The client's clock, so that a wrong one is noticed. */
  clockMs: epochMs,
});
export type Hello = z.infer<typeof helloSchema>;
