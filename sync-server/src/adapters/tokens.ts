import type { KeyObject } from "node:crypto";
import { base64UrlToBytes, bytesToBase64Url } from "@arogyasync/shared/bytes";
import { err, ok } from "@arogyasync/shared/result";
import { errors, jwtVerify, SignJWT } from "jose";
import type { TokenMint } from "../core/token-mint.ts";

const AUDIENCE = "arogya-relay";

/** The key that signs tokens, and by id those that are believed. */
export interface TokenKeys {
  current(): { readonly kid: string; readonly privateKey: KeyObject };
  find(kid: string): KeyObject | undefined;
}

/** Access tokens as EdDSA JWTs bound to the device key (`cnf`). [ID40] */
export const createTokenMint = (keys: TokenKeys): TokenMint => ({
  mint: ({ user, device, key, session }, now, expiresAt) => {
    const { kid, privateKey } = keys.current();
    return new SignJWT({
      dev: device,
      cnf: { key: bytesToBase64Url(key) },
      ...(session ? { sid: bytesToBase64Url(session) } : {}),
    })
      .setProtectedHeader({ alg: "EdDSA", typ: "JWT", kid })
      .setSubject(user)
      .setIssuer(AUDIENCE)
      .setAudience(AUDIENCE)
      .setIssuedAt(Math.floor(now / 1000))
      .setExpirationTime(Math.floor(expiresAt / 1000))
      .sign(privateKey);
  },
  async read(token, now) {
    const keyOf = ({ kid }: { readonly kid?: string | undefined }): KeyObject => {
      const key = keys.find(kid ?? "");
      if (!key) throw new errors.JWKSNoMatchingKey();
      return key;
    };
    try {
      const { payload } = await jwtVerify(token, keyOf, {
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
