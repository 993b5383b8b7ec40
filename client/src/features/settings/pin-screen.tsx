import { useNavigate } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useState } from "react";
import { chooseLockMinutes, lockMinuteChoices, lockMinutes } from "../../app/auto-lock.tsx";
import { useText } from "../../app/use-text.ts";
import { useTheme } from "../../app/use-theme.ts";
import field from "../../ui/field.module.css";
import page from "../../ui/page.module.css";
import stack from "../../ui/stack.module.css";
import { LockNow } from "../../widgets/lock-now.tsx";
import { ChangePin } from "./change-pin.tsx";

/** When this device locks, and the PIN that opens it. */
export const PinScreen = () => {
  const t = useText();
  useTheme("light");
  const navigate = useNavigate();
  const [minutes, setMinutes] = useState(lockMinutes);
  const choose = (chosen: number): void => {
    chooseLockMinutes(chosen);
    setMinutes(lockMinutes());
  };
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
        <h1>{t("lock.title")}</h1>
      </header>
      <section className={stack.card}>
        <h2>{t("lock.when")}</h2>
        <label className={field.field}>
          <span className={field.label}>{t("lock.after")}</span>
          <select
            className={field.input}
            value={minutes}
            onChange={(event) => choose(Number(event.target.value))}
            data-testid="lock-minutes"
          >
            {lockMinuteChoices.map((n) => (
              <option key={n} value={n}>
                {t("lock.minutes", { n })}
              </option>
            ))}
          </select>
        </label>
        <p className={stack.muted}>{t("lock.long")}</p>
        <LockNow />
      </section>
      <ChangePin />
    </main>
  );
};
