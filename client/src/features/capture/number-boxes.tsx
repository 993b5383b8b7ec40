import { Fragment } from "react";
import { type IntegerVitalField, type VitalContext, vitalDefinitions } from "@arogyasync/shared/vitals";
import { useText } from "../../app/use-text.ts";
import { arrows, levelOf } from "../../ui/clinical/severity.ts";
import { useVitalText } from "../../ui/clinical/use-vital-text.ts";
import styles from "./capture.module.css";
import { type Capture, activeField, boxText, valueOf } from "./model.ts";
import { type StepId, stepBoxes } from "../../widgets/steps.ts";
import type { CaptureAction } from "./update.ts";

interface Props {
  readonly capture: Capture;
  readonly step: StepId;
  readonly context: VitalContext;
  readonly dispatch: (action: CaptureAction) => void;
}

/** The value as it is typed, large, with its unit and how far from usual it is. */
export const NumberBoxes = ({ capture, step, context, dispatch }: Props) => {
  const t = useText();
  const text = useVitalText();
  const active = activeField(capture);
  const boxes = stepBoxes[step];
  const last = boxes.at(-1);
  const level = activeLevel(capture, active, context);
  const shown = (field: IntegerVitalField): string => boxText(field, capture.typed[field] ?? "");
  return (
    <>
      <div className={styles.boxes}>
        {boxes.map((field, index) => (
          <Fragment key={field}>
            {index > 0 && (
              <span aria-hidden className={styles.slash}>
                /
              </span>
            )}
            <button
              type="button"
              className={styles.box}
              data-active={field === active}
              data-replacing={field === active && capture.replacing}
              data-wrong={capture.problem?.kind === "incomplete" && field === active}
              data-testid={`box-${field}`}
              aria-label={`${text.name(field)}: ${shown(field) || t("capture.emptyBox")} ${text.unit(field)}`}
              aria-current={field === active}
              onClick={() => dispatch({ type: "open-box", box: index })}
            >
              {shown(field) || (
                <span aria-hidden className={styles.caret}>
                  _
                </span>
              )}
            </button>
          </Fragment>
        ))}
        {last && <span className={styles.unit}>{vitalDefinitions[last].unit}</span>}
      </div>
      <p className={`${styles.hint} ${styles.level}`} aria-live="polite">
        {level !== undefined && level !== "normal" && `${arrows[level]} ${t(`level.${level}`)}`}
      </p>
    </>
  );
};

const activeLevel = (capture: Capture, field: IntegerVitalField | undefined, context: VitalContext) => {
  if (field === undefined) return undefined;
  const value = valueOf(capture, field);
  const digits = (capture.typed[field] ?? "").length;
  // "1" on the way to "120" is not a low pressure.
  return value === undefined || digits < vitalDefinitions[field].keypad.minDigits
    ? undefined
    : levelOf(field, value, context);
};
