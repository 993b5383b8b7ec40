import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import styles from "./root.module.css";
import { useAppData, useLive } from "./use-live.ts";
import { useText } from "./use-text.ts";

/** What is wrong with this device's storage: named on every screen until it is mended. */
export const ProblemBanners = () => {
  const t = useText();
  const problems = useLive(useAppData().problems);
  return problems.map(({ code, params }) => (
    <div key={code} className={styles.notice}>
      <Banner tone="danger" role="alert" title={t(`problem.${code}`)} data-testid="storage-problem">
        <p>{t(`problem.${code}.long`, { n: 0, ...params })}</p>
        {code === "worker-failed" && (
          <div>
            <Button onClick={() => window.location.reload()}>{t("error.reopen")}</Button>
          </div>
        )}
      </Banner>
    </div>
  ));
};
