import { Cloud, CloudOff } from "lucide-react";
import { useAppData, useLive } from "../../app/use-live.ts";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import styles from "./hospital.module.css";

/** Whether new readings can arrive now; if not, since when what is shown may be old. */
export const ConnectionState = () => {
  const t = useText();
  const time = useTimeText();
  const nowMs = useNow();
  const { connection, lastContactMs, gettingReady } = useLive(useAppData().status);
  const live = connection === "online";
  const Icon = live ? Cloud : CloudOff;
  return (
    <span className={styles.connection} role="status">
      <Icon aria-hidden size={20} />
      {gettingReady && gettingReady.total > 0
        ? t("chip.ready", { ...gettingReady })
        : t(`ward.connection.${connection}`)}
      {!live &&
        lastContactMs !== undefined &&
        ` · ${t("ward.asOf", { when: time.when(lastContactMs, nowMs) })}`}
    </span>
  );
};
