import type { ConsentDecision, ConsentMethod, Purpose } from "@arogyasync/shared/records";
import { useState } from "react";
import { useNow } from "../app/use-now.ts";
import { useAppData } from "../app/use-live.ts";
import { useCodeText, useText } from "../app/use-text.ts";
import { Button } from "../ui/button.tsx";
import { Choices } from "../ui/choices.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { consentDecisions, consentMethods } from "./consent-choices.ts";

const DAY_MS = 86_400_000;
const ends = { none: undefined, halfYear: 183 * DAY_MS, year: 365 * DAY_MS } as const;
type End = keyof typeof ends;

interface Props {
  readonly patientId: string;
  readonly purpose: Purpose;
  readonly onClose: () => void;
}

/** Records what the patient decided about one purpose: what, how it was said, and until when. */
export const ConsentDialog = ({ patientId, purpose, onClose }: Props) => {
  const t = useText();
  const codeText = useCodeText();
  const data = useAppData();
  const nowMs = useNow();
  const [state, setState] = useState<ConsentDecision>();
  const [method, setMethod] = useState<ConsentMethod>();
  const [end, setEnd] = useState<End>("none");
  const [phase, setPhase] = useState<"idle" | "saving" | { readonly code: string }>("idle");
  const save = (): void => {
    if (state === undefined || method === undefined) return;
    const lastsMs = state === "given" ? ends[end] : undefined;
    setPhase("saving");
    void data
      .recordConsent(patientId, {
        purpose,
        state,
        method,
        untilMs: lastsMs === undefined ? undefined : nowMs + lastsMs,
      })
      .then(
        (result) => (result.ok ? onClose() : setPhase({ code: result.code })),
        () => setPhase({ code: "unexpected" }),
      );
  };
  return (
    <Dialog title={t(`consent.ask.${purpose}`)} onClose={onClose}>
      <Choices
        legend={t("consent.decision")}
        value={state}
        onChange={setState}
        optionWidthPx={110}
        choices={consentDecisions.map((value) => ({
          value,
          label: t(`consent.status.${value}`),
          testId: `consent-${value}`,
        }))}
      />
      <Choices
        legend={t("consent.method")}
        value={method}
        onChange={setMethod}
        optionWidthPx={140}
        choices={consentMethods.map((value) => ({
          value,
          label: t(`consent.method.${value}`),
          testId: `consent-${value}`,
        }))}
      />
      {state === "given" && (
        <Choices
          legend={t("consent.end")}
          value={end}
          onChange={setEnd}
          optionWidthPx={110}
          choices={(Object.keys(ends) as End[]).map((value) => ({ value, label: t(`consent.end.${value}`) }))}
        />
      )}
      <p>{t("consent.counts")}</p>
      {typeof phase === "object" && (
        <p role="alert" data-testid="not-saved">
          {t("save.failed")} {codeText("code", phase.code)}
        </p>
      )}
      <Button
        kind="primary"
        wide
        disabled={state === undefined || method === undefined || phase === "saving"}
        onClick={save}
        data-testid="consent-save"
      >
        {phase === "saving" ? t("save.saving") : t("consent.save")}
      </Button>
      <Button wide data-autofocus onClick={onClose}>
        {t("action.cancel")}
      </Button>
    </Dialog>
  );
};
