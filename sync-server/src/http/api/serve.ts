import { type Endpoint, mayCall } from "@arogyasync/shared/api";
import type { Clock } from "@arogyasync/shared/ports";
import { err, type Result } from "@arogyasync/shared/result";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { Auth, Authenticated } from "../../core/auth.ts";
import { authProblem } from "../auth.ts";
import { authenticateRequest } from "../bearer.ts";
import { problem } from "../problem.ts";

/** Why an endpoint did not do it: a stable code, and a sentence a person can act on. */
export interface ApiFailure {
  readonly status: 400 | 403 | 404 | 409 | 410 | 422 | 429 | 507;
  readonly code: string;
  readonly message: string;
}
export const refuse = (
  status: ApiFailure["status"],
  code: string,
  message: string,
): { ok: false; error: ApiFailure } => err({ status, code, message });

/** Answers an endpoint. Who is asking has been proved, may ask, and has sent what the schema says. */
export type Serve = <Q, A>(
  endpoint: Endpoint<Q, A>,
  work: (request: Q, caller: Authenticated) => Promise<Result<A, ApiFailure>>,
) => void;

const DEFAULT_MAX_BYTES = 64 * 1024;

/** The one place where the API's callers are authenticated and their roles looked at. [PR16] [AU71] */
export const createApi = (deps: {
  readonly auth: Auth;
  readonly clock: Clock;
}): { readonly routes: Hono; readonly serve: Serve } => {
  const { auth, clock } = deps;
  const routes = new Hono();
  const serve: Serve = (endpoint, work) => {
    const limit = bodyLimit({
      maxSize: endpoint.maxBytes ?? DEFAULT_MAX_BYTES,
      onError: (c) => problem(c, 413, "too-large", "The request is too large."),
    });
    routes.post(endpoint.path, limit, async (c) => {
      const who = await authenticateRequest(c, auth);
      if (!who.ok) return authProblem(c, who.error, clock);
      if (!mayCall(endpoint, who.value.principal.roles))
        return problem(c, 403, "role-refused", "Your role may not do this. Ask an administrator.");
      const body = endpoint.request.safeParse(await c.req.json<unknown>().catch(() => undefined));
      if (!body.success) {
        const where = body.error.issues[0]?.path.join(".") ?? "";
        return problem(c, 400, "malformed", `The request could not be read${where && ` (${where})`}.`);
      }
      const result = await work(body.data, who.value);
      if (!result.ok) return problem(c, result.error.status, result.error.code, result.error.message);
      c.header("Cache-Control", "no-store");
      // Parsed on the way out as well: a field that the schema does not name is not sent.
      return c.json(endpoint.response.parse(result.value) as object);
    });
  };
  return { routes, serve };
};
