import { type VitalIssue, formatVital } from "@arogyasync/shared/vitals";
import { useText } from "../../app/use-text.ts";
import { Button } from "../../ui/button.tsx";
import { useVitalText } from "../../ui/clinical/use-vital-text.ts";
import { Dialog } from "../../ui/dialog.tsx";
import stack from "../../ui/stack.module.css";
import type { StepId } from "../../widgets/steps.ts";
import type { CaptureAction } from "./update.ts";

interface Props {
  readonly step: StepId;
  readonly issue: VitalIssue;
  readonly dispatch: (action: CaptureAction) => void;
}

/** Refuses what cannot be, asks about what is rare. Re-enter is the big button: a slip is likelier than a wonder. */
export const ProblemDialog = ({ step, issue, dispatch }: Props) => {
  const t = useText();
  const text = useVitalText();
  const suggested = issue.suggestions
    .map(({ field, suggestedValue }) => formatVital(field, suggestedValue).text)
    .join(" / ");
  const unit = issue.suggestions[0] ? text.unit(issue.suggestions[0].field) : "";
  const reEnter = (): void => dispatch({ type: "re-enter" });
  return (
    <Dialog
      title={t(issue.verdict === "ask" ? "problem.ask" : "problem.refuse", { name: t(`step.${step}`) })}
      onClose={reEnter}
    >
      <p data-testid="problem-text">{t(issue.messageKey, issue.params)}</p>
      {issue.assumedAdult && <p className={stack.muted}>{t("vital.assumedAdult")}</p>}
      <div className={stack.stack}>
        {suggested !== "" && (
          <Button wide onClick={() => dispatch({ type: "take-suggestion" })} data-testid="take-suggestion">
            {t("problem.suggest", { value: suggested, unit })}
          </Button>
        )}
        {issue.verdict === "ask" && (
          <Button wide onClick={() => dispatch({ type: "confirm" })} data-testid="soft-confirm">
            {t("problem.confirm")}
          </Button>
        )}
        <Button kind="primary" wide data-autofocus onClick={reEnter} data-testid="soft-reenter">
          {t("problem.reEnter")}
        </Button>
      </div>
    </Dialog>
  );
};
