import { Link } from "@tanstack/react-router";
import { KeyRound, Languages, ListOrdered, Monitor } from "lucide-react";
import { useSession } from "../../app/use-live.ts";
import { useText } from "../../app/use-text.ts";
import { buttonClass } from "../../ui/button.tsx";
import stack from "../../ui/stack.module.css";
import { StorageBox } from "../../widgets/storage-box.tsx";
import { InstallHint } from "../../widgets/install-hint.tsx";
import { LanguageChoice } from "../../widgets/language-choice.tsx";
import { ClockWarning } from "../../widgets/clock-warning.tsx";
import { LockNow } from "../../widgets/lock-now.tsx";
import { SignOut } from "../../widgets/sign-out.tsx";
import { StatusChip } from "../../widgets/status-chip.tsx";

/** What is not needed every day. */
export const MoreScreen = () => {
  const t = useText();
  const session = useSession();
  return (
    <div className={stack.stack}>
      <header className={`${stack.row} ${stack.between}`}>
        <h1>{t("more.title")}</h1>
        <StatusChip />
      </header>
      <ClockWarning />
      <section className={stack.card}>
        <h2>
          <Languages aria-hidden size={20} /> {t("more.language")}
        </h2>
        <LanguageChoice headed />
      </section>
      <Link to="/s" className={buttonClass("plain", true)}>
        <ListOrdered aria-hidden size={22} />
        {t("settings.order")}
      </Link>
      <Link to="/s/pin" className={buttonClass("plain", true)} data-testid="pin-open">
        <KeyRound aria-hidden size={22} />
        {t("lock.title")}
      </Link>
      <Link to="/w" className={buttonClass("plain", true)}>
        <Monitor aria-hidden size={22} />
        {t("more.hospital")}
      </Link>
      <InstallHint />
      <StorageBox />
      <section className={stack.card}>
        <h2>{t("more.account")}</h2>
        <p>{session && t("more.signedIn", { name: session.userName })}</p>
        <LockNow />
        <SignOut />
      </section>
      <section className={stack.card}>
        <h2>{t("more.about")}</h2>
        <p>{t("more.about.body")}</p>
        <p className={stack.muted}>{t("vital.disclaimer")}</p>
      </section>
    </div>
  );
};
