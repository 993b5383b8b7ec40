import { type VitalContext, vitalFields } from "@arogyasync/shared/vitals";
import { useText } from "../../app/use-text.ts";
import type { ReadingView } from "../../data/rows.ts";
import { Pressure, Vital } from "./vital.tsx";
import styles from "./vital.module.css";

interface Props {
  readonly reading: Pick<ReadingView, "values" | "state">;
  readonly context: VitalContext;
  readonly className?: string | undefined;
}

/** All values of a reading on one line, known fields first; a field this version does not know is still shown. */
export const ReadingValues = ({ reading: { values, state }, context, className }: Props) => {
  const t = useText();
  const known = vitalFields.filter((field) => values[field] !== undefined);
  const plain = state === "superseded" || state === "retracted";
  const unknown = Object.keys(values).filter((field) => !(vitalFields as readonly string[]).includes(field));
  return (
    <p className={className}>
      {[...known, ...unknown].map((field) =>
        field === "systolic" || (field === "diastolic" && values["systolic"] === undefined) ? (
          <span key={field}>
            <span className={styles.name}>{t("vital.bp")}</span>{" "}
            <Pressure
              systolic={values["systolic"]}
              diastolic={values["diastolic"]}
              context={context}
              plain={plain}
            />
          </span>
        ) : (
          field !== "diastolic" && (
            <Vital
              key={field}
              field={field}
              value={values[field] ?? ""}
              context={context}
              plain={plain}
              withName
              withUnit
            />
          )
        ),
      )}
    </p>
  );
};
