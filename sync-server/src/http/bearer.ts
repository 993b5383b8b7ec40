import { createHash, timingSafeEqual } from "node:crypto";
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

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Whether the request carries this very token; hashed first, so that the time taken tells nothing of it. */
export const isBearer = (c: Context, token: string | undefined): boolean => {
  const given = c.req.header("Authorization");
  return (
    token !== undefined && given !== undefined && timingSafeEqual(digest(given), digest(`Bearer ${token}`))
  );
};
