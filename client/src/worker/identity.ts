import type { Principal } from "@arogyasync/shared/authority";
import type { Signer } from "@arogyasync/shared/ports";
import type { SessionState } from "../data/app-data.ts";
import type { StoredSession } from "./session/session-store.ts";

/** The person at the device, as the rules of authority see them, and the key that signs for them. */
export interface Identity {
  readonly principal: Principal;
  readonly signer: Signer;
}

/** What screens are told of the session. A blocked one still records: nothing is sent, nothing is lost. [CL5] */
export const sessionState = (session: StoredSession | undefined): SessionState => {
  if (!session) return { state: "signed-out" };
  const { userId, userName, roles, clinics, clinicId, blockedCode } = session;
  const info = { userId, userName, roles, clinics, clinicId };
  return blockedCode === undefined
    ? { state: "signed-in", session: info }
    : { state: "blocked", session: info, code: blockedCode };
};

/** Whether somebody of this session works for one of these clinics. */
export const worksHere = (session: StoredSession | undefined, careSites: readonly string[]): boolean =>
  session?.clinics.some((clinic) => careSites.includes(clinic.id)) ?? false;
