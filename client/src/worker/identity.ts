import type { Principal } from "@arogyasync/shared/authority";
import { base64UrlToBytes } from "@arogyasync/shared/bytes";
import type { Signer } from "@arogyasync/shared/ports";
import type { ConnectionState } from "@arogyasync/shared/replica";
import type { SessionState } from "../data/app-data.ts";
import type { StoredSession } from "./session/session-store.ts";

/** The person at the device, as the rules of authority see them, and the key that signs for them. */
export interface Identity {
  readonly principal: Principal;
  readonly signer: Signer;
}

/** Who a stored session is of, with the key in this browser's key storage. */
export const openIdentity = async (
  session: StoredSession,
  openSigner: (keyName: string) => Promise<Signer>,
): Promise<Identity> => ({
  principal: {
    userId: session.userId,
    roles: session.roles as Principal["roles"], // unknown ones match no rule
    clinics: session.clinics.map((clinic) => clinic.id),
  },
  signer: await openSigner(session.keyName),
});

/** What screens are told of the session. A blocked one still records: nothing is sent, nothing is lost. [CL5] */
export const sessionState = (
  session: StoredSession | undefined,
  connection?: ConnectionState,
  isReadingClosed = false,
): SessionState => {
  if (!session) return { state: "signed-out" };
  const { userId, userName, roles, clinics, clinicId } = session;
  const info = { userId, userName, roles, clinics, clinicId, isReadingClosed };
  const code = session.blockedCode ?? (connection?.state === "blocked" ? connection.code : undefined);
  return code === undefined
    ? { state: "signed-in", session: info }
    : { state: "blocked", session: info, code };
};

/** Whether somebody of this session works for one of these clinics. */
export const worksHere = (session: StoredSession | undefined, careSites: readonly string[]): boolean =>
  session?.clinics.some((clinic) => careSites.includes(clinic.id)) ?? false;

/** The relay's key that this person has vouched for, by signing in with an enrolment code. [ID41] */
export const vouchedKey = (session: StoredSession | undefined): Uint8Array | undefined =>
  session?.isVouched ? base64UrlToBytes(session.relayKey) : undefined;
