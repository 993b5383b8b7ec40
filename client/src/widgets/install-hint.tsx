import { useLive } from "../app/use-live.ts";
import { install, installOffer, isInstalled } from "../app/platform/install.ts";
import { useText } from "../app/use-text.ts";
import { Button } from "../ui/button.tsx";
import stack from "../ui/stack.module.css";

/** How to put the app on the home screen: by its button where the browser offers one, else in words. */
export const InstallHint = () => {
  const t = useText();
  const offered = useLive(installOffer);
  if (isInstalled()) return null;
  return (
    <section className={stack.card}>
      <h2>{t("install.title")}</h2>
      <p>{t("install.why")}</p>
      {offered ? (
        <Button onClick={() => void install()}>{t("install.now")}</Button>
      ) : (
        <p className={stack.muted}>{t("install.how")}</p>
      )}
    </section>
  );
};
