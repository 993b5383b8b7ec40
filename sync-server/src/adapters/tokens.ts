import { base64UrlToBytes, bytesToBase64Url } from "@arogyasync/shared/bytes";
import { err, ok } from "@arogyasync/shared/result";
import { errors, jwtVerify, SignJWT } from "jose";
import type { TokenMint } from "../core/token-mint.ts";
import type { KeyPair } from "./node-crypto.ts";

const AUDIENCE = "arogya-relay";

/** Access tokens as EdDSA JWTs bound to the device key (`cnf`). */
export const createTokenMint = (keys: KeyPair): TokenMint => ({
  mint: ({ user, device, key, session }, now, expiresAt) =>
    new SignJWT({
      dev: device,
      cnf: { key: bytesToBase64Url(key) },
      ...(session ? { sid: bytesToBase64Url(session) } : {}),
    })
      .setProtectedHeader({ alg: "EdDSA", typ: "JWT" })
      .setSubject(user)
      .setIssuer(AUDIENCE)
      .setAudience(AUDIENCE)
      .setIssuedAt(Math.floor(now / 1000))
      .setExpirationTime(Math.floor(expiresAt / 1000))
      .sign(keys.privateKey),
  async read(token, now) {
    try {
      const { payload } = await jwtVerify(token, keys.publicKeyObject, {
        algorithms: ["EdDSA"],
        typ: "JWT",
        issuer: AUDIENCE,
        audience: AUDIENCE,
        currentDate: new Date(now),
      });
      const key = (payload.cnf as { key?: unknown } | undefined)?.key;
      return typeof payload.sub === "string" && typeof payload.dev === "string" && typeof key === "string"
        ? ok({
            user: payload.sub,
            device: payload.dev,
            key: base64UrlToBytes(key),
            session: typeof payload.sid === "string" ? base64UrlToBytes(payload.sid) : undefined,
          })
        : err("token-invalid");
    } catch (error) {
      return err(error instanceof errors.JWTExpired ? "token-expired" : "token-invalid");
    }
  },
});
