import { Banner } from "../ui/banner.tsx";
import styles from "./root.module.css";
import { useAppData, useLive, useSession } from "./use-live.ts";
import { useText } from "./use-text.ts";

/** Whether records are not shown because the relay was not met for too long. [VA11] */
export const useReadingClosed = (): boolean => {
  const { vault } = useAppData();
  const isOpen = useLive(vault.state).state === "open";
  return (useSession()?.isReadingClosed ?? false) && isOpen;
};

/** Says on every screen why records are not shown, that recording goes on, and what opens them again. */
export const ReadingClosed = () => {
  const t = useText();
  return useReadingClosed() ? (
    <div className={styles.notice}>
      <Banner tone="warn" role="status" title={t("reading.closed")} data-testid="reading-closed">
        <p>{t("reading.closed.long")}</p>
      </Banner>
    </div>
  ) : null;
};
