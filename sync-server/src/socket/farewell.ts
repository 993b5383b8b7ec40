import { type AccountStore, principalOf } from "../core/accounts.ts";
import type { Authenticated } from "../core/auth.ts";
import { hasSameRights, sessionStandingOf } from "../core/standing.ts";

/** Codes with which connections are closed: RFC 6455 §7.4, IANA's registry, and two of our own. */
export const CLOSE = {
  normal: 1000,
  goingAway: 1001,
  malformed: 1007,
  policy: 1008,
  later: 1013,
  unauthorised: 4401,
  forbidden: 4403,
};

export interface FarewellDeps {
  readonly accounts: Pick<AccountStore, "findKey">;
  /** Whether a person's sign-in still stands. */
  readonly isSessionOpen: (id: Uint8Array) => Promise<boolean>;
}

/** Why a connection must end. */
export interface Farewell {
  readonly code: string;
  readonly message: string;
  readonly close: number;
}

/** Somebody's rights have changed: whoever is out is told so now, whoever has other rights comes again with them. [QR20] */
export const farewellOf = async (
  { accounts, isSessionOpen }: FarewellDeps,
  who: Authenticated,
): Promise<Farewell | undefined> => {
  const key = await accounts.findKey(who.key);
  const standing = sessionStandingOf(key);
  if (who.session && !(await isSessionOpen(who.session)))
    return {
      code: "session-ended",
      message: "This sign-in was ended. Sign in again.",
      close: CLOSE.unauthorised,
    };
  if (standing !== "good")
    return {
      code: standing,
      message: "This device or person was switched off. What is not sent is handed in.",
      close: CLOSE.forbidden,
    };
  if (key && !hasSameRights(principalOf(key.user), who.principal))
    return { code: "rights-changed", message: "Your clinics or roles have changed.", close: CLOSE.later };
  return undefined;
};
