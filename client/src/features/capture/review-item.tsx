import { Pencil } from "lucide-react";
import type { VitalContext, VitalValues } from "@arogyasync/shared/vitals";
import { useCodeText, useText } from "../../app/use-text.ts";
import { useVitalText } from "../../ui/clinical/use-vital-text.ts";
import { Pressure, Vital } from "../../ui/clinical/vital.tsx";
import stack from "../../ui/stack.module.css";
import type { Capture } from "./model.ts";
import styles from "./review.module.css";
import { type StepId, stepFields } from "../../widgets/steps.ts";
import type { CaptureAction } from "./update.ts";

interface Props {
  readonly step: StepId;
  readonly capture: Capture;
  readonly values: VitalValues;
  readonly context: VitalContext;
  readonly dispatch: (action: CaptureAction) => void;
}

/** One line of the review: the value, the reason why there is none, or "not entered". */
export const ReviewItem = ({ step, capture, values, context, dispatch }: Props) => {
  const t = useText();
  const codeText = useCodeText();
  const text = useVitalText();
  const known = values as Readonly<Record<string, number | string | boolean | undefined>>;
  const present = stepFields[step].filter((field) => known[field] !== undefined);
  const reason = stepFields[step].map((field) => capture.notMeasured[field]).find((one) => one !== undefined);
  const confirmed = present.some((field) => capture.confirmed.includes(field));
  const shown = () => {
    if (reason !== undefined)
      return (
        <span className={styles.none}>{t("review.notMeasured", { reason: codeText("reason", reason) })}</span>
      );
    if (present.length === 0) return <span className={styles.none}>{t("review.notEntered")}</span>;
    if (step === "pressure")
      return <Pressure systolic={values.systolic} diastolic={values.diastolic} context={context} />;
    return present.map((field) => (
      <Vital key={field} field={field} value={known[field] ?? ""} context={context} />
    ));
  };
  return (
    <button
      type="button"
      className={styles.item}
      data-testid={`review-${step}`}
      onClick={() => dispatch({ type: "open-step", step })}
    >
      <span className={styles.name}>
        {t(`step.${step}`)} <small>{text.unit(stepFields[step].at(-1) ?? step)}</small>
        {confirmed && <span className={`${stack.small} ${stack.muted}`}> · {t("review.confirmed")}</span>}
      </span>
      <span className={`${styles.value} numeral`}>{shown()}</span>
      <Pencil aria-hidden size={20} />
      <span className="visually-hidden">{t("action.change")}</span>
    </button>
  );
};
