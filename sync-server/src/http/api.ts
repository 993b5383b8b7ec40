import { bytesToBase64Url } from "@arogyasync/shared/bytes";
import type { Clock } from "@arogyasync/shared/ports";
import { worksFor } from "@arogyasync/shared/authority";
import { Hono } from "hono";
import type { AccountStore } from "../core/accounts.ts";
import type { Auth } from "../core/auth.ts";
import { authProblem } from "./auth.ts";
import { authenticateRequest } from "./bearer.ts";
import { problem } from "./problem.ts";

export interface RelayCounts {
  readonly patients: number;
  readonly readings: number;
  readonly changes: number;
  readonly documents: number;
  readonly salvage: number;
  readonly bytes: number;
  readonly seq: number;
}

/** `/api/v1/…` for administrators and importers. */
export const apiRoutes = (deps: {
  readonly auth: Auth;
  readonly accounts: AccountStore;
  readonly clock: Clock;
  readonly counts: () => Promise<RelayCounts>;
}): Hono => {
  const { auth, accounts, clock, counts } = deps;
  const routes = new Hono();
  routes.get("/stats", async (c) => {
    const who = await authenticateRequest(c, auth);
    if (!who.ok) return authProblem(c, who.error, clock);
    const { roles } = who.value.principal;
    if (!roles.includes("admin") && !roles.includes("importer"))
      return problem(c, 403, "role-may-not-read", "Only administrators and importers see these counts.");
    c.header("Cache-Control", "no-store");
    return c.json(await counts());
  });
  // Importers of one clinic share a key, so that importing a source twice, from anywhere, makes the same patients.
  routes.get("/clinics/:id/import-key", async (c) => {
    const who = await authenticateRequest(c, auth);
    if (!who.ok) return authProblem(c, who.error, clock);
    const { principal } = who.value;
    const id = c.req.param("id");
    if (!principal.roles.includes("importer") || !worksFor(principal, [id]))
      return problem(c, 403, "scope-refused", "Only an importer of this clinic may have its import key.");
    const key = await accounts.importKey(id);
    if (!key) return problem(c, 404, "unknown-clinic", "There is no such clinic.");
    c.header("Cache-Control", "no-store");
    return c.json({ importKey: bytesToBase64Url(key) });
  });
  return routes;
};
