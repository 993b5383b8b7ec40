import { useState } from "react";
import { useAppData } from "../../app/use-live.ts";
import { useCodeText, useText } from "../../app/use-text.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";

type Phase =
  | { readonly is: "idle" | "busy" | "all-sent" }
  | { readonly is: "not-sent"; readonly pendingCount: number; readonly reason: string };

/** Tries now, and ends in the truth: all sent, or how many are not and why. [CL4] */
export const SendNow = () => {
  const t = useText();
  const codeText = useCodeText();
  const data = useAppData();
  const [phase, setPhase] = useState<Phase>({ is: "idle" });
  const send = (): void => {
    setPhase({ is: "busy" });
    void data.sendNow().then(
      (end) =>
        setPhase(
          end.outcome === "all-sent"
            ? { is: "all-sent" }
            : { is: "not-sent", pendingCount: end.pendingCount, reason: end.reason },
        ),
      () => setPhase({ is: "not-sent", pendingCount: data.status.get().pendingCount, reason: "unexpected" }),
    );
  };
  return (
    <>
      <Button kind="primary" wide onClick={send} disabled={phase.is === "busy"} data-testid="send-now">
        {t(phase.is === "busy" ? "send.busy" : "send.now")}
      </Button>
      {phase.is === "all-sent" && (
        <Banner tone="good" role="status" title={t("send.allSent")} data-testid="send-outcome" />
      )}
      {phase.is === "not-sent" && (
        <Banner
          tone="info"
          role="status"
          title={t("send.notSent", { n: phase.pendingCount })}
          data-testid="send-outcome"
        >
          <p>{codeText("code", phase.reason)}</p>
        </Banner>
      )}
    </>
  );
};
