import * as z from "zod/mini";
import { concatBytes, sha256, u64be, utf8ToBytes } from "../bytes/index.ts";
import { CLINIC_ID } from "../records/index.ts";
import { relayKeySchema } from "./relay-keys.ts";

/** The HTTP side of identity. Byte strings are base64url. Errors are RFC 9457 problems with a stable `code`. */
const b64 = (length: number) =>
  z.string().check(z.regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((length * 4) / 3)}}$`)));

/** The app's version, for the list of a person's sessions and of devices. */
const appVersion = z.optional(z.string().check(z.maxLength(64)));

/**
 * The version of the change log's protocol in which a connection is to be opened right away; the answer then holds a
 * ticket for it. Asked for together with the token, because the key has just been proved and a round trip on a field
 * network costs half a second. [ID20]
 */
const wantsTicket = z.optional(z.int().check(z.minimum(1)));

export const loginRequestSchema = z.object({
  user: z.string().check(z.minLength(1), z.maxLength(64)),
  password: z.string().check(z.minLength(1), z.maxLength(256)),
  device: z.object({
    id: z.string().check(z.regex(/^[A-Za-z0-9_-]{8,64}$/)),
    label: z.string().check(z.maxLength(80)),
    /** The device's own key and its proof: it was enrolled with it, or is to be by this login. [ID31] */
    key: z.optional(b64(32)),
    proof: z.optional(b64(64)),
  }),
  publicKey: b64(32),
  at: z.int().check(z.minimum(0)),
  proof: b64(64),
  protocol: wantsTicket,
  app: appVersion,
  /** Chosen in place of a password that was for one use. */
  newPassword: z.optional(z.string().check(z.minLength(1), z.maxLength(256))),
  /** Enrols a device that the relay does not know. [ID30] */
  code: z.optional(z.string().check(z.minLength(1), z.maxLength(40))),
});
export type LoginRequest = z.infer<typeof loginRequestSchema>;

export const tokenRequestSchema = z.object({
  refreshToken: z.string().check(z.minLength(16), z.maxLength(256)),
  at: z.int().check(z.minimum(0)),
  proof: b64(64),
  protocol: wantsTicket,
  app: appVersion,
});
export type TokenRequest = z.infer<typeof tokenRequestSchema>;

/** Services (importer, edge, workers) prove a registered key; they have no password. */
export const keyRequestSchema = z.object({
  publicKey: b64(32),
  at: z.int().check(z.minimum(0)),
  proof: b64(64),
  protocol: wantsTicket,
});
export type KeyRequest = z.infer<typeof keyRequestSchema>;

export const sessionSchema = z.object({
  accessToken: z.string(),
  /** Relay clock, epoch ms. */
  expiresAt: z.int(),
  /** Absent for services. Rotates on every use. */
  refreshToken: z.optional(z.string()),
  /** Opens one connection to `/log` within 30 s (see upgrade.ts); there when the request named a protocol version. */
  ticket: z.optional(z.string()),
  user: z.object({ id: z.string(), name: z.string(), roles: z.array(z.string()) }),
  clinics: z.array(
    z.object({ id: z.string().check(z.regex(CLINIC_ID)), name: z.string(), demo: z.optional(z.boolean()) }),
  ),
  relayKey: b64(32),
  /** Every receipt key there ever was, oldest first; the last one is `relayKey`. [ID42] */
  relayKeys: z.optional(z.array(relayKeySchema)),
  nowMs: z.int(),
});
export type Session = z.infer<typeof sessionSchema>;

export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.optional(z.string()),
});
export type Problem = z.infer<typeof problemSchema>;

/** What a device key signs to prove it is present. [AU80] */
export const loginProofBody = (user: string, deviceId: string, at: number): Uint8Array =>
  concatBytes(utf8ToBytes(`arogya/login/1\0${user}\0${deviceId}\0`), u64be(at));
/** What the device's own key signs at a login: for this person's key, with this code (empty without one). [ID31] */
export const deviceProofBody = (login: {
  readonly user: string;
  readonly deviceId: string;
  readonly deviceKey: Uint8Array;
  readonly personKey: Uint8Array;
  readonly code: string;
  readonly at: number;
}): Uint8Array =>
  concatBytes(
    utf8ToBytes(`arogya/device/1\0${login.user}\0${login.deviceId}\0`),
    login.deviceKey,
    login.personKey,
    sha256(utf8ToBytes(login.code)),
    u64be(login.at),
  );
export const tokenProofBody = (refreshToken: string, at: number): Uint8Array =>
  concatBytes(utf8ToBytes("arogya/refresh/1\0"), sha256(utf8ToBytes(refreshToken)), u64be(at));
export const keyProofBody = (publicKey: Uint8Array, at: number): Uint8Array =>
  concatBytes(utf8ToBytes("arogya/key/1\0"), publicKey, u64be(at));
