import { useState } from "react";
import { useText } from "../../app/use-text.ts";
import { Button } from "../../ui/button.tsx";
import stack from "../../ui/stack.module.css";
import { WipeDialog } from "./wipe-dialog.tsx";

export const WipeSection = () => {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <section className={stack.card}>
      <h2>{t("wipe.open")}</h2>
      <p className={stack.muted}>{t("wipe.about")}</p>
      <Button kind="danger" wide onClick={() => setOpen(true)} data-testid="wipe-open">
        {t("wipe.open")}
      </Button>
      {isOpen && <WipeDialog onClose={() => setOpen(false)} />}
    </section>
  );
};
