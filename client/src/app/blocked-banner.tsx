import { Link, useLocation } from "@tanstack/react-router";
import { useEffect } from "react";
import { Banner } from "../ui/banner.tsx";
import { Button, buttonClass } from "../ui/button.tsx";
import styles from "./root.module.css";
import { useAppData, useLive } from "./use-live.ts";
import { useCodeText, useText } from "./use-text.ts";

/** Signing in again would not help: only the next version may send. */
const TooOld = () => {
  const t = useText();
  const data = useAppData();
  const isReady = useLive(data.updateReady);
  useEffect(() => void data.lookForUpdate(), [data]);
  if (!isReady) return <p>{t("blocked.waitUpdate")}</p>;
  return (
    <div>
      <Button kind="primary" onClick={() => void data.applyUpdate()}>
        {t("update.now")}
      </Button>
    </div>
  );
};

/** The relay refused this session: sending stopped, nothing is lost, and a person must act. */
export const BlockedBanner = () => {
  const t = useText();
  const codeText = useCodeText();
  const data = useAppData();
  const session = useLive(data.session);
  const { pendingCount } = useLive(data.status);
  const isAtLogin = useLocation({ select: ({ pathname }) => pathname === "/login" });
  if (session.state !== "blocked") return null;
  return (
    <div className={styles.notice}>
      <Banner tone="warn" role="alert" title={t("blocked.title", { reason: codeText("code", session.code) })}>
        <p>{t("blocked.kept", { n: pendingCount })}</p>
        {session.code === "update-needed" && <TooOld />}
        {!isAtLogin && session.code !== "update-needed" && (
          <div>
            <Link to="/login" className={buttonClass()} data-testid="sign-in-again">
              {t("blocked.signIn")}
            </Link>
          </div>
        )}
      </Banner>
    </div>
  );
};
