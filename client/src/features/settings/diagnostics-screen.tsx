import { useNavigate } from "@tanstack/react-router";
import { ArrowLeft } from "lucide-react";
import { useEffect, useState } from "react";
import { useAppData } from "../../app/use-live.ts";
import { useText } from "../../app/use-text.ts";
import { useTheme } from "../../app/use-theme.ts";
import type { Diagnostics } from "../../data/app-data.ts";
import { Button } from "../../ui/button.tsx";
import stack from "../../ui/stack.module.css";
import styles from "./diagnostics.module.css";
import page from "../../ui/page.module.css";

/** What this device holds, for somebody who helps: document ids, heads and cursors; nothing about a patient. */
export const DiagnosticsScreen = () => {
  const t = useText();
  useTheme("light");
  const data = useAppData();
  const navigate = useNavigate();
  const [report, setReport] = useState<Diagnostics>();
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    void data.diagnostics().then((fresh) => {
      if (isCurrent) setReport(fresh);
    });
    return () => {
      isCurrent = false;
    };
  }, [data, asked]);
  return (
    <main id="main" tabIndex={-1} className={`${page.main} ${stack.stack}`}>
      <header className={page.header}>
        <button
          type="button"
          className={page.round}
          aria-label={t("nav.back")}
          onClick={() => void navigate({ to: "/s" })}
        >
          <ArrowLeft aria-hidden size={24} />
        </button>
        <h1>{t("diagnostics.title")}</h1>
      </header>
      <p className={stack.muted}>{t("diagnostics.long")}</p>
      <Button wide onClick={() => setAsked((n) => n + 1)}>
        {t("diagnostics.again")}
      </Button>
      {report && (
        <pre className={styles.report} tabIndex={0} data-testid="diagnostics">
          {JSON.stringify(report, null, 1)}
        </pre>
      )}
    </main>
  );
};
