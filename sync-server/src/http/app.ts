import { Hono } from "hono";
import { problem } from "./problem.ts";
import { securityHeaders } from "./security-headers.ts";

/** Puts the routes together; the PWA, which answers everything else, comes last. */
export const createHttpApp = (parts: {
  readonly isTls: boolean;
  readonly auth: Hono;
  readonly bootstrap: Hono;
  readonly api: Hono;
  /** Everything declared in `shared/api`; its paths are whole. */
  readonly endpoints: Hono;
  readonly salvage: Hono;
  readonly health: Hono;
  readonly relayKeys: Hono;
  readonly cspReports: Hono;
  readonly pwa: Hono | undefined;
  readonly onBug: (error: unknown) => void;
}): Hono => {
  const app = new Hono();
  app.use(securityHeaders(parts.isTls));
  app.route("/auth", parts.auth);
  app.route("/bootstrap", parts.bootstrap);
  app.route("/api/v1", parts.api);
  app.route("/", parts.endpoints);
  app.route("/api/salvage", parts.salvage);
  app.route("/", parts.health);
  app.route("/relay-keys", parts.relayKeys);
  app.route("/", parts.cspReports);
  const missing = /^\/(auth|bootstrap|api|log|csp-report|relay-keys)(\/|$)/;
  if (parts.pwa) {
    const { pwa } = parts;
    app.all("*", (c, next) =>
      missing.test(c.req.path) ? next() : pwa.fetch(c.req.raw, c.env as Record<string, unknown>),
    );
  }
  app.notFound((c) => problem(c, 404, "not-found", "There is nothing here."));
  app.onError((error, c) => {
    parts.onBug(error);
    return problem(c, 500, "internal", "The relay met an error. Try again.");
  });
  return app;
};
