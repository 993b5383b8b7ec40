import styles from "./root.module.css";
import { useSession } from "./use-live.ts";
import { useText } from "./use-text.ts";

/** On every screen while any clinic of the session is a demonstration. */
export const DemoRibbon = () => {
  const t = useText();
  const session = useSession();
  if (!session?.clinics.some(({ demo }) => demo)) return null;
  return (
    <aside className={styles.ribbon} data-testid="demo-ribbon" aria-label={t("demo.ribbon")}>
      {t("demo.ribbon")}
    </aside>
  );
};
