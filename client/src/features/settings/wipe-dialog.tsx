import { useEffect, useState } from "react";
import { useAppData, useLive } from "../../app/use-live.ts";
import { useCodeText, useText } from "../../app/use-text.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";

type Phase =
  | { readonly is: "asking" }
  | { readonly is: "busy" }
  | { readonly is: "failed"; readonly left: number; readonly code: string };

/**
 * Empties this device because a person wants it: says what is only here, hands it in first, and destroys what could not
 * be handed in only after a second decision. How it ends is told by the departure screen. [QR36]
 */
export const WipeDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const t = useText();
  const codeText = useCodeText();
  const data = useAppData();
  const { pendingCount, refusedCount } = useLive(data.status);
  const [typed, setTyped] = useState("");
  const [phase, setPhase] = useState<Phase>({ is: "asking" });
  const [isCounted, setCounted] = useState(false);
  useEffect(() => {
    // The status counts only what has been read: this waits until the outbox has been.
    void data.diagnostics().then(
      () => setCounted(true),
      () => setPhase({ is: "failed", left: 0, code: "storage-failed" }),
    );
  }, [data]);
  const isTyped = typed.trim().toLocaleUpperCase() === t("wipe.word");
  const wipe = (mayLose: boolean): void => {
    setPhase({ is: "busy" });
    setTyped("");
    void data.wipeNow(mayLose).then(
      (result) => {
        if (!result.ok) setPhase({ is: "failed", left: result.left, code: result.code });
      },
      () => setPhase({ is: "failed", left: pendingCount + refusedCount, code: "unexpected" }),
    );
  };
  const isBusy = phase.is === "busy";
  const word = (
    <TextField
      label={t("wipe.type", { word: t("wipe.word") })}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      autoComplete="off"
      autoCapitalize="characters"
      data-testid="wipe-word"
    />
  );
  return (
    <Dialog title={t("wipe.title")} onClose={isBusy ? () => undefined : onClose}>
      <p>{t("wipe.body")}</p>
      {phase.is === "failed" ? (
        <>
          <Banner
            tone="danger"
            role="alert"
            title={t("wipe.failed", { n: phase.left })}
            data-testid="wipe-failed"
          >
            <p>{codeText("code", phase.code)}</p>
          </Banner>
          <Button wide onClick={() => wipe(false)} data-testid="wipe-again">
            {t("wipe.again")}
          </Button>
          <p>{t("wipe.lose", { n: phase.left })}</p>
          {word}
          <Button kind="danger" wide disabled={!isTyped} onClick={() => wipe(true)} data-testid="wipe-lose">
            {t("wipe.loseConfirm", { n: phase.left })}
          </Button>
        </>
      ) : (
        <>
          {isCounted ? (
            <p data-testid="wipe-unsent">{t("wipe.unsent", { n: pendingCount + refusedCount })}</p>
          ) : (
            <p role="status">{t("wipe.counting")}</p>
          )}
          {word}
          <Button
            kind="danger"
            wide
            disabled={!isTyped || !isCounted || isBusy}
            onClick={() => wipe(false)}
            data-testid="wipe-confirm"
          >
            {t(isBusy ? "wipe.busy" : "wipe.confirm")}
          </Button>
        </>
      )}
      <Button kind="primary" wide data-autofocus disabled={isBusy} onClick={onClose}>
        {t("action.cancel")}
      </Button>
    </Dialog>
  );
};
