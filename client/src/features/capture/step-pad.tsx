import { useEffect, useState } from "react";
import type { VitalContext } from "@arogyasync/shared/vitals";
import { vitalDefinitions } from "@arogyasync/shared/vitals";
import { useText } from "../../app/use-text.ts";
import { Button } from "../../ui/button.tsx";
import type { LatestVitals } from "../../data/rows.ts";
import styles from "./capture.module.css";
import { CodeChoices } from "./code-choices.tsx";
import { Keys } from "./keys.tsx";
import { LastValue } from "./last-value.tsx";
import { type Capture, activeField, currentStep } from "./model.ts";
import { NumberBoxes } from "./number-boxes.tsx";
import { ProblemDialog } from "./problem-dialog.tsx";
import { SkipDialog } from "./skip-dialog.tsx";
import type { CaptureAction } from "./update.ts";

interface Props {
  readonly capture: Capture;
  readonly context: VitalContext;
  readonly latest: LatestVitals | undefined;
  readonly dispatch: (action: CaptureAction) => void;
}

/** One step: what is asked, the boxes, what it was last time, and the pad. */
export const StepPad = ({ capture, context, latest, dispatch }: Props) => {
  const t = useText();
  const [skipping, setSkipping] = useState(false);
  const step = currentStep(capture);
  const field = activeField(capture);
  const held = capture.problem?.kind === "issue";
  const usesPad = field !== undefined && (step !== "oxygen" || capture.onOxygen === true);
  useHardwareKeys(dispatch, usesPad && !held && !skipping);
  if (step === undefined) return null;
  return (
    <div className={styles.pad}>
      <div className={styles.ask}>
        <h1 className={styles.title} aria-live="polite">
          {t(`step.${step}`)}
        </h1>
        {usesPad && <NumberBoxes capture={capture} step={step} context={context} dispatch={dispatch} />}
        <LastValue step={step} latest={latest} />
        {capture.problem?.kind === "incomplete" && (
          <p className={`${styles.hint} ${styles.level}`} role="alert">
            {t("capture.incomplete")}
          </p>
        )}
      </div>
      <CodeChoices capture={capture} step={step} dispatch={dispatch} />
      <div className={styles.tools}>
        {usesPad && (
          <>
            <Button onClick={() => dispatch({ type: "nudge", by: -1 })} data-testid="key-less">
              −{t(`nudge.${field}`)}
              <span className="visually-hidden">{t("capture.less")}</span>
            </Button>
            <Button onClick={() => dispatch({ type: "nudge", by: 1 })} data-testid="key-more">
              +{t(`nudge.${field}`)}
              <span className="visually-hidden">{t("capture.more")}</span>
            </Button>
          </>
        )}
        <Button
          style={usesPad ? undefined : { gridColumn: "1 / -1" }}
          onClick={() => setSkipping(true)}
          data-testid="key-skip"
        >
          {t("capture.cannot")}
        </Button>
      </div>
      {usesPad && <Keys hasPoint={vitalDefinitions[field].keypad.pointKey} dispatch={dispatch} />}
      <Button kind="primary" wide onClick={() => dispatch({ type: "next" })} data-testid="key-next">
        {t("capture.next")}
      </Button>
      {capture.problem?.kind === "issue" && (
        <ProblemDialog step={step} issue={capture.problem.issue} dispatch={dispatch} />
      )}
      {skipping && (
        <SkipDialog
          step={step}
          onClose={() => setSkipping(false)}
          onReason={(reason) => {
            setSkipping(false);
            dispatch({ type: "cannot-measure", reason });
          }}
        />
      )}
    </div>
  );
};

/** A keyboard works the pad as well: digits, point, Backspace, Enter. */
const useHardwareKeys = (dispatch: (action: CaptureAction) => void, enabled: boolean): void => {
  useEffect(() => {
    if (!enabled) return undefined;
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^\d$/.test(event.key)) dispatch({ type: "digit", digit: event.key });
      else if (event.key === "." || event.key === ",") dispatch({ type: "point" });
      else if (event.key === "Backspace") dispatch({ type: "back" });
      else if (event.key === "Enter" && !(event.target instanceof HTMLButtonElement))
        dispatch({ type: "next" });
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [dispatch, enabled]);
};
