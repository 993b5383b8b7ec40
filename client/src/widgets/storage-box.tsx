import { useCallback, useEffect, useState } from "react";
import { useAppData } from "../app/use-live.ts";
import { useText } from "../app/use-text.ts";
import type { StorageInfo } from "../data/app-data.ts";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import stack from "../ui/stack.module.css";
import styles from "../features/records/records.module.css";

const MB = 1_000_000;
const LOW_FREE_BYTES = 100 * MB;
const LOW_SHARE = 0.8;

/** Whether the browser protects what is stored, and how much room is left. */
export const StorageBox = () => {
  const t = useText();
  const data = useAppData();
  const [info, setInfo] = useState<StorageInfo>();
  const [refused, setRefused] = useState(false);
  const load = useCallback(() => void data.storage().then(setInfo, () => undefined), [data]);
  useEffect(load, [load]);
  if (!info) return null;
  const { usedBytes, quotaBytes } = info;
  const known = usedBytes !== undefined && quotaBytes !== undefined && quotaBytes > 0;
  const share = known ? usedBytes / quotaBytes : 0;
  const low = known && (share > LOW_SHARE || quotaBytes - usedBytes < LOW_FREE_BYTES);
  const protect = (): void =>
    void data.requestPersistence().then((granted) => {
      setRefused(!granted);
      load();
    });
  return (
    <section className={stack.card}>
      <h2>{t("storage.title")}</h2>
      {info.persisted ? (
        <p>{t("storage.protected")}</p>
      ) : (
        <Banner tone="warn" title={t("storage.unprotected")}>
          <p>{t(refused ? "storage.refused" : "storage.unprotected.long")}</p>
          <Button onClick={protect}>{t("storage.protect")}</Button>
        </Banner>
      )}
      {known && (
        <>
          <div
            className={styles.bar}
            role="progressbar"
            aria-label={t("storage.used")}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(share * 100)}
          >
            <i style={{ width: `${Math.max(1, share * 100)}%` }} />
          </div>
          <p className={stack.muted}>
            {t("storage.figures", {
              used: Math.ceil(usedBytes / MB),
              free: Math.floor((quotaBytes - usedBytes) / MB),
            })}
          </p>
        </>
      )}
      {low && (
        <Banner tone="warn" title={t("storage.low")}>
          <p>{t("storage.low.long", { mb: Math.floor((quotaBytes - usedBytes) / MB) })}</p>
        </Banner>
      )}
    </section>
  );
};
