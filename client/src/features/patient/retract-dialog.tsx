import { useState } from "react";
import { useAppData } from "../../app/use-live.ts";
import { useCodeText, useText } from "../../app/use-text.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/choices.tsx";
import { Dialog } from "../../ui/dialog.tsx";

const reasons = ["wrong-patient", "test-entry", "entered-twice"] as const;

interface Props {
  readonly patientId: string;
  readonly readingId: string;
  readonly onClose: () => void;
}

/** Withdraws a reading that should not be there. It stays visible, struck through, with the reason. */
export const RetractDialog = ({ patientId, readingId, onClose }: Props) => {
  const t = useText();
  const codeText = useCodeText();
  const data = useAppData();
  const [reason, setReason] = useState<(typeof reasons)[number]>();
  const [phase, setPhase] = useState<"idle" | "saving" | { readonly code: string }>("idle");
  const retract = (): void => {
    if (reason === undefined) return;
    setPhase("saving");
    void data.retractReading(patientId, readingId, reason).then(
      (result) => (result.ok ? onClose() : setPhase({ code: result.code })),
      () => setPhase({ code: "unexpected" }),
    );
  };
  return (
    <Dialog title={t("retract.title")} onClose={onClose}>
      <p>{t("retract.body")}</p>
      <Choices
        legend={t("retract.why")}
        value={reason}
        onChange={setReason}
        optionWidthPx={200}
        choices={reasons.map((value) => ({ value, label: t(`reason.${value}`), testId: `retract-${value}` }))}
      />
      {typeof phase === "object" && (
        <p role="alert" data-testid="not-saved">
          {t("save.failed")} {codeText("code", phase.code)}
        </p>
      )}
      <Button
        kind="danger"
        wide
        disabled={reason === undefined || phase === "saving"}
        onClick={retract}
        data-testid="retract-confirm"
      >
        {phase === "saving" ? t("save.saving") : t("retract.confirm")}
      </Button>
      <Button kind="primary" wide data-autofocus onClick={onClose}>
        {t("action.cancel")}
      </Button>
    </Dialog>
  );
};
