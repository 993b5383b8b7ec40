import { Navigate, useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { storedLanguage } from "./chosen-language.ts";
import styles from "./root.module.css";
import { useAppData, useLive } from "./use-live.ts";
import { useText } from "./use-text.ts";

const openPaths = ["/welcome", "/login"];

/** Nobody signed in: first run goes to the welcome, later to the login. Signed in: on to the role's home. */
export const SessionGate = ({ children }: { readonly children: ReactNode }) => {
  const session = useLive(useAppData().session);
  const path = useLocation({ select: (location) => location.pathname });
  const t = useText();
  const isOpen = openPaths.includes(path);
  if (session.state === "loading")
    return (
      <p role="status" className={styles.opening}>
        {t("app.opening")}
      </p>
    );
  if (session.state === "signed-out")
    return isOpen ? (
      children
    ) : (
      <Navigate to={storedLanguage() === undefined ? "/welcome" : "/login"} replace />
    );
  // A blocked session goes on recording, and is renewed here.
  if (path === "/login" && session.state === "signed-in") return <Navigate to="/" replace />;
  return children;
};
