import { Link, Outlet } from "@tanstack/react-router";
import { Moon, Sun } from "lucide-react";
import { useState } from "react";
import { deviceStore } from "../../app/platform/local-store.ts";
import { useSession } from "../../app/use-live.ts";
import { useText } from "../../app/use-text.ts";
import { type Theme, useTheme } from "../../app/use-theme.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { ConnectionState } from "./connection-state.tsx";
import styles from "./hospital.module.css";
import { LockNow } from "../../widgets/lock-now.tsx";
import { SignOut } from "../../widgets/sign-out.tsx";

const THEME_KEY = "arogya.wardTheme";

/** The hospital's frame: dark unless chosen otherwise, for rooms where people sleep. */
export const HospitalLayout = () => {
  const t = useText();
  const session = useSession();
  const [theme, setTheme] = useState<Theme>(() =>
    deviceStore.get(THEME_KEY) === "light" ? "light" : "dark",
  );
  useTheme(theme);
  const other: Theme = theme === "dark" ? "light" : "dark";
  const switchTheme = (): void => {
    deviceStore.set(THEME_KEY, other);
    setTheme(other);
  };
  return (
    <div className={styles.page}>
      <header className={styles.bar}>
        <Link to="/w" className={styles.brand}>
          {t("app.name")}
        </Link>
        <ConnectionState />
        <span className={styles.spring} />
        <span className={styles.user}>{session?.userName}</span>
        {session?.roles.includes("field") && (
          <Link to="/f" className={buttonClass("quiet")}>
            {t("ward.toField")}
          </Link>
        )}
        <Button kind="quiet" onClick={switchTheme} aria-label={t(`theme.${other}`)} data-testid="ward-theme">
          {other === "light" ? <Sun aria-hidden size={22} /> : <Moon aria-hidden size={22} />}
        </Button>
        <LockNow compact />
        <SignOut compact />
      </header>
      <main id="main" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
    </div>
  );
};
