import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { CalendarDays, Ellipsis, FileClock, Users } from "lucide-react";
import { useText } from "../../app/use-text.ts";
import { useTheme } from "../../app/use-theme.ts";
import styles from "./field-layout.module.css";
import page from "../../ui/page.module.css";

/** The field app's frame: content in the middle, four tabs under the thumb. Full-screen flows hide the tabs. */
export const FieldLayout = () => {
  const t = useText();
  useTheme("light");
  const flow = useLocation({ select: ({ pathname }) => /\/(record|edit|new)$/.test(pathname) });
  return (
    <div className={styles.layout}>
      <main id="main" tabIndex={-1} className={`${page.main} ${flow ? styles.flow : ""}`}>
        <Outlet />
      </main>
      {!flow && (
        <nav className={styles.nav} aria-label={t("nav.label")}>
          <Link
            to="/f"
            activeOptions={{ exact: true, includeSearch: false }}
            className={styles.tab}
            data-testid="nav-today"
          >
            <CalendarDays aria-hidden size={24} />
            {t("nav.today")}
          </Link>
          <Link
            to="/f/patients"
            activeOptions={{ includeSearch: false }}
            className={styles.tab}
            data-testid="nav-patients"
          >
            <Users aria-hidden size={24} />
            {t("nav.patients")}
          </Link>
          <Link to="/f/sync" className={styles.tab} data-testid="nav-records">
            <FileClock aria-hidden size={24} />
            {t("nav.records")}
          </Link>
          <Link to="/f/more" className={styles.tab} data-testid="nav-more">
            <Ellipsis aria-hidden size={24} />
            {t("nav.more")}
          </Link>
        </nav>
      )}
    </div>
  );
};
