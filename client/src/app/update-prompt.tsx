import { useState } from "react";
import { Banner } from "../ui/banner.tsx";
import { Button } from "../ui/button.tsx";
import stack from "../ui/stack.module.css";
import { anyFormDirty } from "./dirty.ts";
import styles from "./root.module.css";
import { useAppData, useLive } from "./use-live.ts";
import { useText } from "./use-text.ts";

/** Offers the new version, but never while a form holds something unsaved: an update reloads the page. [CL16] */
export const UpdatePrompt = () => {
  const ready = useLive(useAppData().updateReady);
  const dirty = useLive(anyFormDirty);
  const [later, setLater] = useState(false);
  const vault = useLive(useAppData().vault.state);
  return vault.state === "open" && ready && !dirty && !later ? (
    <Offer onLater={() => setLater(true)} />
  ) : null;
};

/** Its own component, because only an update that waits is a reason to read all own records. */
const Offer = ({ onLater }: { readonly onLater: () => void }) => {
  const t = useText();
  const data = useAppData();
  const { length } = useLive(data.records);
  const [busy, setBusy] = useState(false);
  const update = (): void => {
    setBusy(true);
    void data.applyUpdate();
  };
  return (
    <div className={styles.notice}>
      <Banner tone="info" role="status" title={t("update.title")}>
        <p>{t("update.body", { n: length })}</p>
        <div className={stack.row}>
          <Button kind="primary" onClick={update} disabled={busy}>
            {t("update.now")}
          </Button>
          <Button onClick={onLater}>{t("update.later")}</Button>
        </div>
      </Banner>
    </div>
  );
};
