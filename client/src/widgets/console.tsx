import { Link, type LinkProps, Outlet } from "@tanstack/react-router";
import type { LucideIcon } from "lucide-react";
import { useSession } from "../app/use-live.ts";
import { useText } from "../app/use-text.ts";
import { useTheme } from "../app/use-theme.ts";
import type { MessageId } from "../locales/index.ts";
import { Banner } from "../ui/banner.tsx";
import styles from "./console.module.css";
import { LockNow } from "./lock-now.tsx";
import { SignOut } from "./sign-out.tsx";

/** One page of a console: where it is, what it is called. */
export interface ConsolePage {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly label: MessageId;
  readonly icon: LucideIcon;
  /** Shown only to these roles; to everybody who may open the console when absent. */
  readonly roles?: readonly string[];
}

interface Props {
  readonly heading: MessageId;
  readonly pages: readonly ConsolePage[];
  /** Who may open it. The relay decides by itself on every question; this is so that nobody is offered what it refuses. */
  readonly roles: readonly string[];
}

/** The frame of what administrators and device managers do: they need the network, a desk or a phone will do. */
export const Console = ({ heading, pages, roles }: Props) => {
  const t = useText();
  const session = useSession();
  useTheme("light");
  const has = (needed: readonly string[]) => needed.some((role) => session?.roles.includes(role));
  return (
    <div className={styles.page}>
      <header className={styles.bar}>
        <Link to="/" className={styles.brand}>
          {t("app.name")}
        </Link>
        <span className={styles.title}>{t(heading)}</span>
        <span className={styles.spring} />
        <span className={styles.user}>{session?.userName}</span>
        <LockNow compact />
        <SignOut compact />
      </header>
      {has(roles) && (
        <nav className={styles.nav} aria-label={t("nav.label")}>
          {pages
            .filter((page) => !page.roles || has(page.roles))
            .map(({ to, label, icon: Icon }) => (
              <Link
                key={to}
                to={to}
                activeOptions={{ exact: true, includeSearch: false }}
                className={styles.tab}
                data-testid={`nav-${label}`}
              >
                <Icon aria-hidden size={20} />
                {t(label)}
              </Link>
            ))}
        </nav>
      )}
      <main id="main" tabIndex={-1} className={styles.main}>
        {has(roles) ? (
          <Outlet />
        ) : (
          <Banner tone="info" title={t("console.notYours")} data-testid="not-yours">
            <p>
              <Link to="/">{t("notFound.home")}</Link>
            </p>
          </Banner>
        )}
      </main>
    </div>
  );
};
