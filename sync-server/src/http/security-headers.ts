import type { MiddlewareHandler } from "hono";
import { CSP_REPORT_PATH } from "./csp-report.ts";

/**
 * Nothing runs, loads or connects that this relay does not serve itself. Automerge's wasm needs `wasm-unsafe-eval`;
 * `'self'` in connect-src includes the WebSocket of the same host. Text cannot become markup or a script's address
 * (require-trusted-types-for) except through the one policy of the app, which lets same-origin scripts pass.
 * `isTls`: whatever is still asked for by http is asked for by https.
 */
const contentSecurityPolicy = (isTls: boolean): string =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types default",
    `report-uri ${CSP_REPORT_PATH}`,
    ...(isTls ? ["upgrade-insecure-requests"] : []),
  ].join("; ");

/** The camera reads enrolment codes; nothing else of the device is asked for. */
const PERMISSIONS = [
  "camera=(self)",
  ...[
    "accelerometer",
    "ambient-light-sensor",
    "autoplay",
    "bluetooth",
    "browsing-topics",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
    "xr-spatial-tracking",
  ].map((feature) => `${feature}=()`),
].join(", ");

/** One year, as browsers' preload lists ask. */
const HSTS_SECONDS = 31_536_000;

/** On every answer, also errors. The names and values are checked in tests/integration/relay-http.test.ts. [HD1] */
export const securityHeaders = (isTls: boolean): MiddlewareHandler => {
  const headers: readonly (readonly [string, string])[] = [
    ["Content-Security-Policy", contentSecurityPolicy(isTls)],
    ["X-Content-Type-Options", "nosniff"],
    ["X-Frame-Options", "DENY"],
    ["Referrer-Policy", "no-referrer"],
    ["Cross-Origin-Opener-Policy", "same-origin"],
    ["Cross-Origin-Embedder-Policy", "require-corp"],
    ["Cross-Origin-Resource-Policy", "same-origin"],
    ["Origin-Agent-Cluster", "?1"],
    ["Permissions-Policy", PERMISSIONS],
    ...(isTls ? [["Strict-Transport-Security", `max-age=${HSTS_SECONDS}; includeSubDomains`] as const] : []),
  ];
  return async (c, next) => {
    await next();
    for (const [name, value] of headers) c.header(name, value);
    // What a route does not say itself may be somebody's data: it stays in no cache.
    if (!c.res.headers.has("Cache-Control")) c.header("Cache-Control", "no-store");
  };
};
