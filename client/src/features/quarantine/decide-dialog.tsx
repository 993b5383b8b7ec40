import { acceptQuarantine, type AcceptResultView, rejectQuarantine } from "@arogyasync/shared/api";
import { useState } from "react";
import { useAsk } from "../../app/use-answer.ts";
import { useText } from "../../app/use-text.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextArea } from "../../ui/field.tsx";
import { useRefusalText } from "../../widgets/refusal-text.ts";

/** The relay wants at least this much of a reason. */
const MIN_REASON_LENGTH = 3;

/** What came of an acceptance: how many are in the record, and each that is not, with why. */
const Results = ({ results }: { readonly results: readonly AcceptResultView[] }) => {
  const t = useText();
  const refusal = useRefusalText();
  const isIn = ({ outcome }: AcceptResultView) =>
    outcome !== "missing" && outcome !== "refused" && outcome !== "rejected";
  const inRecord = results.filter(isIn);
  const withThem = inRecord.filter((one) => one.isDependency).length;
  return (
    <>
      <Banner
        tone={inRecord.length > 0 ? "good" : "warn"}
        role="status"
        title={t("quarantine.inRecord", { n: inRecord.length })}
        data-testid="quarantine-results"
      >
        {withThem > 0 && <p>{t("quarantine.withThem", { n: withThem })}</p>}
        {inRecord.some((one) => one.outcome === "recreated") && <p>{t("quarantine.recreated")}</p>}
      </Banner>
      {results
        .filter((one) => !isIn(one))
        .map((one) => (
          <Banner key={one.no} tone="warn" title={t(`quarantine.outcome.${one.outcome}`)}>
            {one.missing.length > 0 && <p>{t("quarantine.missing", { n: one.missing.length })}</p>}
            {one.code !== undefined && <p>{refusal.happened(one.code)}</p>}
          </Banner>
        ))}
    </>
  );
};

interface Props {
  readonly verdict: "accept" | "reject";
  readonly nos: readonly number[];
  /** Who wrote them, in words; the title says it. */
  readonly author: string;
  readonly onClose: (isChanged: boolean) => void;
}

/** Accepts or rejects, with a reason that is written down with the decision. */
export const DecideDialog = ({ verdict, nos, author, onClose }: Props) => {
  const t = useText();
  const accept = useAsk(acceptQuarantine);
  const reject = useAsk(rejectQuarantine);
  const [reason, setReason] = useState("");
  const [results, setResults] = useState<readonly AcceptResultView[]>();
  const isBusy = accept.isBusy || reject.isBusy;
  const failure = accept.failure ?? reject.failure;
  const decide = async (): Promise<void> => {
    if (verdict === "reject") {
      const done = await reject.ask({ nos: [...nos], reason });
      if (done.ok) onClose(true);
      return;
    }
    const done = await accept.ask({ nos: [...nos], reason });
    if (done.ok) setResults(done.value.results);
  };
  const title = t(`quarantine.${verdict}.title`, { n: nos.length });
  if (results)
    return (
      <Dialog title={t("quarantine.result")} onClose={() => onClose(true)}>
        <Results results={results} />
        <Button
          kind="primary"
          wide
          data-autofocus
          onClick={() => onClose(true)}
          data-testid="quarantine-done"
        >
          {t("nav.close")}
        </Button>
      </Dialog>
    );
  return (
    <Dialog title={title} onClose={() => onClose(false)}>
      <p>{t(`quarantine.${verdict}.body`, { name: author })}</p>
      <TextArea
        label={t("quarantine.reason")}
        hint={t("quarantine.reason.hint")}
        value={reason}
        maxLength={500}
        rows={3}
        onChange={(event) => setReason(event.target.value)}
        data-testid="quarantine-reason"
      />
      {failure !== undefined && (
        <p role="alert" data-testid="quarantine-failed">
          {failure}
        </p>
      )}
      <Button
        kind={verdict === "accept" ? "primary" : "danger"}
        wide
        disabled={isBusy || reason.trim().length < MIN_REASON_LENGTH}
        onClick={() => void decide()}
        data-testid="quarantine-confirm"
      >
        {t(`quarantine.${verdict}`)}
      </Button>
      <Button wide onClick={() => onClose(false)}>
        {t("action.cancel")}
      </Button>
    </Dialog>
  );
};
