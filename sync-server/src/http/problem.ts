import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** An RFC 9457 problem with a stable `code`; never quotes what was sent. */
export const problem = (
  c: Context,
  status: ContentfulStatusCode,
  code: string,
  title: string,
  extra: Readonly<Record<string, string | number | object>> = {},
): Response => {
  c.header("Cache-Control", "no-store");
  return c.body(
    JSON.stringify({ type: `urn:arogya:problem:${code}`, title, status, code, ...extra }),
    status,
    {
      "Content-Type": "application/problem+json",
    },
  );
};
