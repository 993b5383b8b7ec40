import { Navigate } from "@tanstack/react-router";
import { useSession } from "./use-live.ts";

const hospitalRoles: ReadonlySet<string> = new Set(["hospital"]);

/** Where a person starts: the hospital view for hospital roles, the field app for everyone else. */
export const homeOf = (roles: readonly string[]): "/f" | "/w" =>
  roles.some((role) => hospitalRoles.has(role)) && !roles.includes("field") ? "/w" : "/f";

export const RoleHome = () => {
  const session = useSession();
  return <Navigate to={session ? homeOf(session.roles) : "/login"} replace />;
};
