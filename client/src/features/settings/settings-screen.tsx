import { Link, useNavigate } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useText } from "../../app/use-text.ts";
import { useTheme } from "../../app/use-theme.ts";
import stack from "../../ui/stack.module.css";
import { LanguageChoice } from "../../widgets/language-choice.tsx";
import { StepOrder } from "./step-order.tsx";
import { WipeSection } from "./wipe-section.tsx";
import page from "../../ui/page.module.css";

/** Choices of this device: language, and which vitals are asked in which order. */
export const SettingsScreen = () => {
  const t = useText();
  useTheme("light");
  const navigate = useNavigate();
  return (
    <main id="main" tabIndex={-1} className={`${page.main} ${stack.stack}`}>
      <header className={page.header}>
        <button
          type="button"
          className={page.round}
          aria-label={t("nav.back")}
          onClick={() => void navigate({ to: "/" })}
        >
          <ArrowLeft aria-hidden size={24} />
        </button>
        <h1>{t("settings.title")}</h1>
      </header>
      <section className={stack.card}>
        <h2>{t("more.language")}</h2>
        <LanguageChoice headed />
      </section>
      <section className={stack.card}>
        <h2>{t("settings.order")}</h2>
        <p className={stack.muted}>{t("settings.order.long")}</p>
        <StepOrder />
      </section>
      <WipeSection />
      <Link to="/s/pin" className={stack.muted}>
        {t("lock.title")}
      </Link>
      <Link to="/s/diagnostics" className={stack.muted}>
        {t("diagnostics.title")}
      </Link>
    </main>
  );
};
