import styles from "./root.module.css";
import { useText } from "./use-text.ts";

/** First stop of the keyboard: past the banners and the navigation. */
export const SkipLink = () => {
  const t = useText();
  return (
    <a className={styles.skip} href="#main">
      {t("app.skip")}
    </a>
  );
};
