import type { Context } from "hono";
import { err, type Result } from "@arogyasync/shared/result";
import type { Auth, Authenticated, AuthErrorCode } from "../core/auth.ts";

/** The principal behind the request's Bearer token. */
export const authenticateRequest = (
  c: Context,
  auth: Auth,
): Promise<Result<Authenticated, AuthErrorCode>> => {
  const [scheme, token] = (c.req.header("Authorization") ?? "").split(" ");
  return scheme === "Bearer" && token
    ? auth.authenticate(token)
    : Promise.resolve(err("token-invalid" as const));
};
