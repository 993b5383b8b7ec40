import type { VitalContext, VitalValue } from "@arogyasync/shared/vitals";
import { useText } from "../../app/use-text.ts";
import { arrows, levelOf, severityOfLevel } from "./severity.ts";
import { useVitalText } from "./use-vital-text.ts";
import styles from "./vital.module.css";

interface Props {
  readonly field: string;
  readonly value: VitalValue;
  readonly context: VitalContext;
  readonly withName?: boolean;
  readonly withUnit?: boolean;
  /** A value that was corrected or withdrawn alarms nobody. */
  readonly plain?: boolean;
}

/** One value: fill, arrow and (for a screen reader) word say how far from usual it is. */
export const Vital = ({
  field,
  value,
  context,
  withName = false,
  withUnit = false,
  plain = false,
}: Props) => {
  const t = useText();
  const text = useVitalText();
  const level = plain ? undefined : levelOf(field, value, context);
  const severity = !plain && field === "consciousness" && value !== "A" ? "critical" : severityOfLevel(level);
  return (
    <span className={`${styles.value} ${severity === "normal" ? "" : styles[severity]}`}>
      {withName && <span className={styles.name}>{text.name(field)}</span>}
      <span>{text.value(field, value)}</span>
      {withUnit && text.unit(field) !== "" && <small className={styles.unit}>{text.unit(field)}</small>}
      {level !== undefined && level !== "normal" && (
        <>
          <span aria-hidden className={styles.mark}>
            {arrows[level]}
          </span>
          <span className="visually-hidden">{t(`level.${level}`)}</span>
        </>
      )}
    </span>
  );
};

/** Pressure as one value, "142/92": the worse of the two decides the fill. */
export const Pressure = ({
  systolic,
  diastolic,
  context,
  withUnit = false,
  plain = false,
}: {
  readonly systolic: VitalValue | undefined;
  readonly diastolic: VitalValue | undefined;
  readonly context: VitalContext;
  readonly withUnit?: boolean;
  readonly plain?: boolean;
}) => {
  const t = useText();
  const text = useVitalText();
  const levels = plain
    ? []
    : [levelOf("systolic", systolic, context), levelOf("diastolic", diastolic, context)];
  const worst =
    levels.find((level) => severityOfLevel(level) === "critical") ??
    levels.find((level) => severityOfLevel(level) === "abnormal");
  const severity = severityOfLevel(worst);
  const show = (field: string, value: VitalValue | undefined) =>
    value === undefined ? "–" : text.value(field, value);
  return (
    <span className={`${styles.value} ${severity === "normal" ? "" : styles[severity]}`}>
      <span>
        {show("systolic", systolic)}/{show("diastolic", diastolic)}
      </span>
      {withUnit && <small className={styles.unit}>{text.unit("systolic")}</small>}
      {worst !== undefined && (
        <>
          <span aria-hidden className={styles.mark}>
            {arrows[worst]}
          </span>
          <span className="visually-hidden">{t(`level.${worst}`)}</span>
        </>
      )}
    </span>
  );
};
