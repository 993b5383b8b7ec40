import { base64UrlToBytes } from "@arogyasync/shared/bytes";
import { enrolmentCodeHash, readEnrolmentCode } from "@arogyasync/shared/enrolment";
import type { Clock } from "@arogyasync/shared/ports";
import { deviceProofBody, type LoginRequest } from "@arogyasync/shared/protocol";
import type { EnrolmentStore, RegisterErrorCode } from "./enrolment-store.ts";
import { TokenBucket } from "./limits.ts";

export type RegistrarErrorCode =
  | RegisterErrorCode
  | "bad-proof"
  | "too-many-attempts"
  | "enrolment-code-mistyped";

/** Decides whether somebody whose password was right may sign in on this device. */
export interface Registrar {
  /** Registers the key of the login; gives why not, in which case nothing was changed. */
  register(request: LoginRequest, address: string): Promise<RegistrarErrorCode | undefined>;
}

/** Wrong codes of one person from one address: so many at once, and so many an hour after that. [ID35] */
const WRONG_CODES = 10;
const HOUR_S = 3_600;
const MAX_TRACKED = 10_000;

/**
 * A device that the relay does not know signs in with a code, once; after that the device's own key lets in whoever
 * works for the clinic of the code. Wrong codes are counted by person and address after the password was right, so
 * nobody spends anybody else's attempts, and no code is ever closed by guesses at it. [ID31] [ID33] [ID35]
 */
export const createRegistrar = (deps: {
  readonly store: Pick<EnrolmentStore, "register">;
  readonly verify: (key: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
  readonly clock: Clock;
  readonly isOpen: boolean;
}): Registrar => {
  const { store, verify, clock, isOpen } = deps;
  const wrong = new Map<string, TokenBucket>();
  const bucketOf = (name: string, now: number): TokenBucket => {
    if (wrong.size > MAX_TRACKED)
      for (const [other, bucket] of wrong) if (bucket.isFull(now)) wrong.delete(other);
    const bucket = wrong.get(name) ?? new TokenBucket(WRONG_CODES / HOUR_S, WRONG_CODES, now);
    wrong.set(name, bucket);
    return bucket;
  };

  /** The device's key, when the login carries one; false when its proof does not hold. */
  const deviceKeyOf = ({
    user,
    device,
    publicKey,
    code = "",
    at,
  }: LoginRequest): Uint8Array | false | undefined => {
    if (device.key === undefined) return undefined;
    const deviceKey = base64UrlToBytes(device.key);
    const personKey = base64UrlToBytes(publicKey);
    const body = deviceProofBody({ user, deviceId: device.id, deviceKey, personKey, code, at });
    return verify(deviceKey, body, base64UrlToBytes(device.proof ?? "")) && deviceKey;
  };

  return {
    async register(request, address) {
      const now = clock.now();
      const deviceKey = deviceKeyOf(request);
      if (deviceKey === false) return "bad-proof";
      const code = request.code === undefined ? undefined : readEnrolmentCode(request.code);
      if (code && !code.ok) return "enrolment-code-mistyped";
      const tries = code && bucketOf(`${request.user}\n${address}`, now);
      if (tries && tries.take(0, now) > 0) return "too-many-attempts";
      const fault = await store.register(
        {
          user: request.user,
          key: base64UrlToBytes(request.publicKey),
          device: request.device.id,
          label: request.device.label,
          deviceKey,
          codeHash: code && enrolmentCodeHash(code.value),
          isOpen,
        },
        now,
      );
      if (fault === "enrolment-code-unknown") tries?.take(1, now);
      return fault;
    },
  };
};
