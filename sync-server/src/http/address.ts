import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

/** The peer's address as the socket says; headers are anybody's to write. */
export const addressOf = (c: Context): string =>
  (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress ?? "";
