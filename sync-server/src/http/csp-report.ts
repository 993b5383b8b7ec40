import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import * as z from "zod";
import { problem } from "./problem.ts";

/** The directives of our policy; anything else in a report is counted as `other`: a label is nobody's to invent. */
const DIRECTIVES: readonly string[] = [
  "script-src",
  "script-src-elem",
  "script-src-attr",
  "style-src",
  "style-src-elem",
  "style-src-attr",
  "img-src",
  "font-src",
  "connect-src",
  "manifest-src",
  "worker-src",
  "form-action",
  "frame-ancestors",
  "base-uri",
  "object-src",
  "default-src",
  "require-trusted-types-for",
  "trusted-types",
];

const reportSchema = z.object({
  "csp-report": z.object({ "effective-directive": z.string().max(64) }),
});

/** A report quotes addresses, which name patients: none of ours is longer, and none is kept. */
const MAX_REPORT_BYTES = 8 * 1024;

export const CSP_REPORT_PATH = "/csp-report";

/** `POST /csp-report`: counts what browsers blocked, by directive. Says nothing and keeps nothing. [HD2] */
export const cspReportRoutes = (onViolation: (directive: string) => void): Hono => {
  const routes = new Hono();
  const limit = bodyLimit({
    maxSize: MAX_REPORT_BYTES,
    onError: (c) => problem(c, 413, "too-large", "The report is too large."),
  });
  routes.post(CSP_REPORT_PATH, limit, async (c) => {
    const report = reportSchema.safeParse(await c.req.json<unknown>().catch(() => undefined));
    if (!report.success) return problem(c, 400, "malformed", "This is no report of a policy violation.");
    const directive = report.data["csp-report"]["effective-directive"];
    onViolation(DIRECTIVES.includes(directive) ? directive : "other");
    return c.body(null, 204);
  });
  return routes;
};
