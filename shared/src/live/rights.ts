import { type Principal, type Role, worksFor } from "../authority/index.ts";
import type { LiveRefusalCode } from "./refused.ts";

/** Who sees live values of their clinics. Auditors, analysts and insurers never do. [LV5] */
export const liveWatchers: readonly Role[] = ["field", "hospital", "admin", "device-manager"];
/** Who may send them. */
export const livePublishers: readonly Role[] = ["edge"];

type Who = Pick<Principal, "roles" | "clinics">;
const judge = (
  who: Who,
  clinic: string,
  roles: readonly Role[],
  code: LiveRefusalCode,
): LiveRefusalCode | undefined => {
  if (!who.roles.some((role) => roles.includes(role))) return code;
  return worksFor(who, [clinic]) ? undefined : "not-your-clinic";
};

/** Why this principal may not watch a clinic's sensors; undefined when it may. */
export const watchRefusal = (who: Who, clinic: string): LiveRefusalCode | undefined =>
  judge(who, clinic, liveWatchers, "role-may-not-watch");
/** Why this principal may not speak for a clinic's sensors; undefined when it may. */
export const publishRefusal = (who: Who, clinic: string): LiveRefusalCode | undefined =>
  judge(who, clinic, livePublishers, "role-may-not-publish");
