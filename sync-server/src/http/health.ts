import { type Context, Hono } from "hono";
import { problem } from "./problem.ts";

export interface Health {
  /** Undefined when ready, else why not. */
  notReady(): Promise<string | undefined>;
  /** Whether this caller may see the metrics. */
  mayMeasure(c: Context): boolean;
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** `/healthz`: the process answers. `/readyz`: it can serve. `/metrics`: Prometheus, without anything clinical. */
export const healthRoutes = (health: Health): Hono => {
  const routes = new Hono();
  routes.get("/healthz", (c) => c.json({ status: "ok" }));
  routes.get("/readyz", async (c) => {
    const reason = await health.notReady();
    return reason === undefined ? c.json({ status: "ready" }) : c.json({ status: "not-ready", reason }, 503);
  });
  routes.get("/metrics", async (c) => {
    if (!health.mayMeasure(c)) return problem(c, 404, "not-found", "There is nothing here.");
    const { contentType, text } = await health.metrics();
    return c.body(text, 200, { "Content-Type": contentType });
  });
  return routes;
};
