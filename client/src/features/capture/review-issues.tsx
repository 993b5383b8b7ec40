import type { VitalIssue } from "@arogyasync/shared/vitals";
import { useText } from "../../app/use-text.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { useVitalText } from "../../ui/clinical/use-vital-text.ts";
import stack from "../../ui/stack.module.css";
import { type StepId, stepFields, stepIds } from "../../widgets/steps.ts";
import type { CaptureAction } from "./update.ts";

interface Props {
  readonly issues: readonly VitalIssue[];
  readonly dispatch: (action: CaptureAction) => void;
}

const stepOf = (field: string): StepId | undefined =>
  stepIds.find((step) => stepFields[step].includes(field));

/** What is only seen with all values side by side: swapped pulse and SpO2, pressures that cannot be. */
export const ReviewIssues = ({ issues, dispatch }: Props) => {
  const t = useText();
  const text = useVitalText();
  return issues.map((issue) => {
    const name = issue.fields.map((field) => text.name(field)).join(" / ");
    const steps = [...new Set(issue.fields.map(stepOf))].filter((step) => step !== undefined);
    return (
      <Banner
        key={issue.code + name}
        tone={issue.verdict === "refuse" ? "danger" : "warn"}
        role="alert"
        title={t(issue.verdict === "ask" ? "problem.ask" : "problem.refuse", { name })}
      >
        <p>{t(issue.messageKey, issue.params)}</p>
        <div className={stack.row}>
          {steps.map((step) => (
            <Button key={step} onClick={() => dispatch({ type: "open-step", step })}>
              {t("review.change", { name: t(`step.${step}`) })}
            </Button>
          ))}
          {issue.verdict === "ask" && (
            <Button onClick={() => dispatch({ type: "confirm-fields", fields: issue.fields })}>
              {t("problem.confirm")}
            </Button>
          )}
        </div>
      </Banner>
    );
  });
};
