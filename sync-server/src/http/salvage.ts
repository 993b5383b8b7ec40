import { base64UrlToBytes } from "@arogyasync/shared/bytes";
import type { Clock } from "@arogyasync/shared/ports";
import {
  departProofBody,
  MAX_HAND_IN_BYTES,
  type SalvageGrant,
  wipeStatementSchema,
} from "@arogyasync/shared/protocol";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import * as z from "zod";
import type { Revocations } from "../core/revocation.ts";
import type { GrantErrorCode, SalvageErrorCode, SalvageGrants } from "../core/salvage-grants.ts";
import { problem } from "./problem.ts";

const answers: Readonly<
  Record<
    GrantErrorCode | SalvageErrorCode | "key-unknown",
    readonly [400 | 401 | 403 | 409 | 413 | 429 | 507, string]
  >
> = {
  "not-departing": [409, "This device may sign in as ever: there is nothing to hand in this way."],
  "too-many-grants": [429, "This device has asked too often today. Nothing is lost: it may go on tomorrow."],
  "grant-unknown": [403, "The relay has not given this permission to hand in."],
  "grant-expired": [403, "The permission to hand in has run out. Ask for a new one."],
  "grant-used": [409, "The permission to hand in was used already. Ask for a new one."],
  "bad-proof": [401, "The device could not prove its key."],
  "key-unknown": [403, "This key belongs to no device that the relay knows."],
  "too-large": [413, "The upload is too large. Hand in less at a time."],
  malformed: [400, "The upload could not be read."],
  "quarantine-full": [
    507,
    "So much of this device is in quarantine already that an administrator must look first.",
  ],
  storage: [507, "The relay cannot store just now. Nothing is lost: try again."],
};
const answer = (c: Context, code: keyof typeof answers): Response => {
  const [status, title] = answers[code];
  return problem(c, status, code, title);
};

const grantRequestSchema = z.object({
  publicKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  at: z.number().int().min(0),
  proof: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
});
/** `Authorization: Salvage NONCE.PROOF` */
const CREDENTIAL = /^Salvage ([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{86})$/;
const MAX_SKEW_MS = 10 * 60_000;
const MAX_JSON_BYTES = 8 * 1024;

/**
 * `POST /api/salvage/grant`, `POST /api/salvage`, `POST /api/salvage/wiped`: the way out for devices that open no
 * session any more. Write-only: whatever is asked here, nothing of anybody's record comes back. [QR10]
 */
export const salvageRoutes = (deps: {
  readonly salvage: SalvageGrants;
  readonly revocations: Pick<Revocations, "wiped">;
  readonly verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  readonly clock: Clock;
}): Hono => {
  const routes = new Hono();
  const small = bodyLimit({ maxSize: MAX_JSON_BYTES, onError: (c) => answer(c, "too-large") });

  routes.post("/grant", small, async (c) => {
    const body = grantRequestSchema.safeParse(await c.req.json<unknown>().catch(() => undefined));
    if (!body.success) return answer(c, "malformed");
    const { publicKey, at, proof } = body.data;
    const key = base64UrlToBytes(publicKey);
    const nowMs = deps.clock.now();
    if (Math.abs(at - nowMs) > MAX_SKEW_MS)
      return problem(c, 400, "clock-skew", "The proof's time is more than ten minutes off.", { nowMs });
    if (!deps.verify(key, departProofBody(key, at), base64UrlToBytes(proof))) return answer(c, "bad-proof");
    const grant = await deps.salvage.issue(key);
    if (!grant.ok) return answer(c, grant.error);
    c.header("Cache-Control", "no-store");
    return c.json<SalvageGrant>(grant.value);
  });

  routes.post(
    "/",
    bodyLimit({ maxSize: MAX_HAND_IN_BYTES, onError: (c) => answer(c, "too-large") }),
    async (c) => {
      const [, nonce, proof] = CREDENTIAL.exec(c.req.header("Authorization") ?? "") ?? [];
      if (nonce === undefined || proof === undefined) return answer(c, "grant-unknown");
      const body = new Uint8Array(await c.req.arrayBuffer());
      const receipt = await deps.salvage.redeem({ nonce, proof, body });
      if (!receipt.ok) return answer(c, receipt.error);
      c.header("Cache-Control", "no-store");
      return c.json(receipt.value);
    },
  );

  routes.post("/wiped", small, async (c) => {
    const body = wipeStatementSchema.safeParse(await c.req.json<unknown>().catch(() => undefined));
    if (!body.success) return answer(c, "malformed");
    const noted = await deps.revocations.wiped(body.data);
    return noted.ok ? c.body(null, 204) : answer(c, noted.error);
  });
  return routes;
};
