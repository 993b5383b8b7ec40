import { useState } from "react";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import styles from "./root.module.css";
import { tabStore } from "./platform/local-store.ts";
import { useAppData, useLive } from "./use-live.ts";
import { useCodeText, useText } from "./use-text.ts";

/** The relay refused this session: sending stopped, nothing is lost, and a person must act. */
export const BlockedBanner = () => {
  const t = useText();
  const codeText = useCodeText();
  const data = useAppData();
  const session = useLive(data.session);
  const { pendingCount } = useLive(data.status);
  const [busy, setBusy] = useState(false);
  if (session.state !== "blocked") return null;
  const signInAgain = (): void => {
    setBusy(true);
    tabStore.clear();
    void data.signOut().finally(() => setBusy(false));
  };
  return (
    <div className={styles.notice}>
      <Banner tone="warn" role="alert" title={t("blocked.title", { reason: codeText("code", session.code) })}>
        <p>{t("blocked.kept", { n: pendingCount })}</p>
        <div>
          <Button onClick={signInAgain} disabled={busy}>
            {t("blocked.signIn")}
          </Button>
        </div>
      </Banner>
    </div>
  );
};
