import { consciousnessCodes } from "@arogyasync/shared/vitals";
import { useText } from "../../app/use-text.ts";
import styles from "./capture.module.css";
import type { Capture } from "./model.ts";
import type { StepId } from "../../widgets/steps.ts";
import type { CaptureAction } from "./update.ts";

interface Props {
  readonly capture: Capture;
  readonly step: StepId;
  readonly dispatch: (action: CaptureAction) => void;
}

/** Steps that are chosen, not typed: how awake the patient is, and oxygen or room air. */
export const CodeChoices = ({ capture, step, dispatch }: Props) => {
  const t = useText();
  if (step === "consciousness")
    return (
      <div className={styles.choices} role="group" aria-label={t("step.consciousness")}>
        {consciousnessCodes.map((code) => (
          <button
            key={code}
            type="button"
            className={styles.choice}
            aria-pressed={capture.consciousness === code}
            data-testid={`consciousness-${code}`}
            onClick={() => dispatch({ type: "consciousness", code })}
          >
            <span aria-hidden className={styles.code}>
              {code}
            </span>
            {t(`consciousness.${code}`)}
          </button>
        ))}
      </div>
    );
  if (step !== "oxygen") return null;
  return (
    <div className={`${styles.choices} ${styles.pair}`} role="group" aria-label={t("step.oxygen")}>
      {([false, true] as const).map((value) => (
        <button
          key={String(value)}
          type="button"
          className={styles.choice}
          aria-pressed={capture.onOxygen === value}
          data-testid={value ? "oxygen-yes" : "oxygen-no"}
          onClick={() => dispatch({ type: "on-oxygen", value })}
        >
          {t(value ? "oxygen.yes" : "oxygen.no")}
        </button>
      ))}
    </div>
  );
};
