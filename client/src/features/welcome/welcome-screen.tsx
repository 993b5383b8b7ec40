import { useNavigate } from "@tanstack/react-router";
import { CloudOff, FileClock, HeartPulse } from "lucide-react";
import { useEffect, useState } from "react";
import { useLanguage } from "../../app/language.tsx";
import { useAppData } from "../../app/use-live.ts";
import { useText } from "../../app/use-text.ts";
import { useTheme } from "../../app/use-theme.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import stack from "../../ui/stack.module.css";
import { InstallHint } from "../../widgets/install-hint.tsx";
import { LanguageChoice } from "../../widgets/language-choice.tsx";
import styles from "../../ui/intro.module.css";

const points = [
  { icon: HeartPulse, id: "welcome.record" },
  { icon: CloudOff, id: "welcome.offline" },
  { icon: FileClock, id: "welcome.truth" },
] as const;

/** First run: language, what this is, home screen, and whether the phone will keep the records. */
export const WelcomeScreen = () => {
  const t = useText();
  useTheme("light");
  const data = useAppData();
  const navigate = useNavigate();
  const { language, choose } = useLanguage();
  const [persisted, setPersisted] = useState<boolean>();
  useEffect(() => {
    void data.storage().then(
      (info) => setPersisted(info.persisted || undefined),
      () => undefined,
    );
  }, [data]);
  const next = (): void => {
    choose(language);
    void navigate({ to: "/login" });
  };
  return (
    <main id="main" tabIndex={-1} className={styles.page}>
      <h1 className={styles.brand}>{t("app.name")}</h1>
      <section className={stack.card}>
        <LanguageChoice />
      </section>
      <section className={stack.card}>
        <h2>{t("welcome.what")}</h2>
        <ul className={stack.stack}>
          {points.map(({ icon: Icon, id }) => (
            <li key={id} className={styles.point}>
              <Icon aria-hidden size={28} />
              {t(id)}
            </li>
          ))}
        </ul>
      </section>
      <InstallHint />
      <section className={stack.card}>
        <h2>{t("storage.title")}</h2>
        {persisted === undefined && (
          <>
            <p>{t("welcome.storage")}</p>
            <Button onClick={() => void data.requestPersistence().then(setPersisted)}>
              {t("storage.protect")}
            </Button>
          </>
        )}
        {persisted === true && <Banner tone="good" role="status" title={t("storage.protected")} />}
        {persisted === false && (
          <Banner tone="warn" role="status" title={t("storage.unprotected")}>
            <p>{t("storage.unprotected.long")}</p>
          </Banner>
        )}
      </section>
      <div className={styles.foot}>
        <Button kind="primary" wide onClick={next} data-testid="welcome-next">
          {t("welcome.next")}
        </Button>
      </div>
    </main>
  );
};
