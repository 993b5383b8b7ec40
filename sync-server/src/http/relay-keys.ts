import type { RelayKey } from "@arogyasync/shared/protocol";
import { Hono } from "hono";

/** `GET /relay-keys`: public keys and since when, for whoever checks a receipt of any age. [ID42] */
export const relayKeysRoutes = (published: () => readonly RelayKey[]): Hono => {
  const routes = new Hono();
  routes.get("/", (c) => {
    c.header("Cache-Control", "no-store");
    return c.json({ keys: published() });
  });
  return routes;
};
