import { isRole, type Principal } from "@arogyasync/shared/authority";
import type { Signer } from "@arogyasync/shared/ports";
import type { SessionState } from "../data/app-data.ts";
import type { StoredSession } from "./session/session-store.ts";

export const principalOf = (session: StoredSession): Principal => ({
  userId: session.userId,
  roles: session.roles.filter(isRole),
  clinics: session.clinics.map((clinic) => clinic.id),
});

/** What screens are told of the session. A blocked one still records: nothing is sent, nothing is lost. [CL5] */
export const sessionState = (session: StoredSession | undefined): SessionState => {
  if (!session) return { state: "signed-out" };
  const { userId, userName, roles, clinics, clinicId, blockedCode } = session;
  const info = { userId, userName, roles, clinics, clinicId };
  return blockedCode === undefined
    ? { state: "signed-in", session: info }
    : { state: "blocked", session: info, code: blockedCode };
};

export interface Identity {
  readonly principal: Principal;
  readonly signer: Signer;
}
