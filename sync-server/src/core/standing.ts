import type { Principal } from "@arogyasync/shared/authority";
import type { DepartureCause } from "@arogyasync/shared/protocol";
import type { KeyRecord } from "./accounts.ts";
import type { KeyedPush } from "./judged.ts";

/** Whether what a key signs counts now. The author is asked, not the courier. */
export type Standing = "good" | "key-unknown" | DepartureCause;

/** Whether this key may open sessions, and if not, why. A device that was told to wipe itself opens none. [QR20] */
export const sessionStandingOf = (key: KeyRecord | undefined): Standing => {
  if (!key) return "key-unknown";
  if (key.isRevoked) return "device-revoked";
  if (key.user.isDisabled) return "user-disabled";
  return key.isWipeRequested ? "device-wipe" : "good";
};

/**
 * Whether what this key has signed may enter the log. A device in good standing that was told to empty itself has
 * done nothing wrong: what it hands in is admitted like any other push. [QR21]
 */
export const authorStandingOf = (key: KeyRecord | undefined): Standing => {
  const standing = sessionStandingOf(key);
  return standing === "device-wipe" ? "good" : standing;
};

/**
 * Marks what authors in bad standing have signed. Their signatures were checked all the same, so that whoever decides
 * about it later knows the true author.
 * @param standings one for each manifest of the push.
 */
export const holdBack = (judged: KeyedPush, standings: readonly Standing[]): KeyedPush => {
  if (standings.every((s) => s === "good")) return judged;
  return {
    ...judged,
    changes: judged.changes.map((change) => {
      const standing = standings[change.manifest] ?? "key-unknown";
      return change.code !== undefined || standing === "good" ? change : { ...change, code: standing };
    }),
  };
};

/** Whether a principal may do and see what it could before. */
export const hasSameRights = (a: Principal, b: Principal): boolean =>
  a.userId === b.userId && isSameSet(a.roles, b.roles) && isSameSet(a.clinics, b.clinics);

const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));
