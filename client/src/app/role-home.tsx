import { Navigate } from "@tanstack/react-router";
import { useSession } from "./use-live.ts";

/** Where a person starts. Somebody with several roles starts where records are written. */
export const homeOf = (roles: readonly string[]): "/f" | "/w" | "/d" | "/a/access" | "/admin" => {
  if (roles.includes("field")) return "/f";
  if (roles.includes("hospital")) return "/w";
  if (roles.includes("admin")) return "/admin";
  if (roles.includes("auditor")) return "/a/access";
  return roles.includes("device-manager") ? "/d" : "/f";
};

export const RoleHome = () => {
  const session = useSession();
  return <Navigate to={session ? homeOf(session.roles) : "/login"} replace />;
};
