import type { VitalContext } from "@arogyasync/shared/vitals";
import { useState } from "react";
import { useCodeText, useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import type { ReadingView } from "../../data/rows.ts";
import { Button } from "../../ui/button.tsx";
import { Stage } from "../../ui/clinical/stage.tsx";
import { Pressure, Vital } from "../../ui/clinical/vital.tsx";
import styles from "./history-table.module.css";

interface Props {
  readonly readings: readonly ReadingView[];
  readonly context: VitalContext;
  readonly nowMs: number;
}

const fields = ["tempCx10", "respiratoryRate", "weightG", "glucoseMgDl", "consciousness"] as const;
const FIRST = 100;

/** Every reading of the range as a row; corrected and withdrawn ones struck through with the reason. */
export const HistoryTable = ({ readings, context, nowMs }: Props) => {
  const t = useText();
  const codeText = useCodeText();
  const time = useTimeText();
  const [shown, setShown] = useState(FIRST);
  const isStruck = ({ state }: ReadingView): boolean => state === "superseded" || state === "retracted";
  const cell = (reading: ReadingView, field: string) => {
    const value = reading.values[field];
    return value === undefined ? (
      "–"
    ) : (
      <Vital field={field} value={value} context={context} plain={isStruck(reading)} />
    );
  };
  return (
    <>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={t("history.view.table")}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t("history.when")}</th>
              <th scope="col">{t("vitals.field.heartRate")}</th>
              <th scope="col">{t("vitals.field.spo2")}</th>
              <th scope="col">{t("step.pressure")}</th>
              {fields.map((field) => (
                <th key={field} scope="col">
                  {t(`vitals.field.${field}`)}
                </th>
              ))}
              <th scope="col">{t("history.state")}</th>
              <th scope="col">{t("history.author")}</th>
              <th scope="col">{t("history.stage")}</th>
            </tr>
          </thead>
          <tbody>
            {readings.slice(0, shown).map((reading) => (
              <tr key={reading.id} data-state={reading.state}>
                <th scope="row">{time.when(reading.measuredAtMs, nowMs)}</th>
                <td className={styles.value}>{cell(reading, "heartRate")}</td>
                <td className={styles.value}>{cell(reading, "spo2")}</td>
                <td className={styles.value}>
                  {reading.values["systolic"] === undefined && reading.values["diastolic"] === undefined ? (
                    "–"
                  ) : (
                    <Pressure
                      systolic={reading.values["systolic"]}
                      diastolic={reading.values["diastolic"]}
                      context={context}
                      plain={isStruck(reading)}
                    />
                  )}
                </td>
                {fields.map((field) => (
                  <td key={field} className={styles.value}>
                    {cell(reading, field)}
                  </td>
                ))}
                <td>
                  {t(`reading.${reading.state}`)}
                  {reading.reason !== undefined && ` · ${codeText("reason", reading.reason)}`}
                  {reading.note && ` · “${reading.note}”`}
                </td>
                <td>{reading.author}</td>
                <td>
                  <Stage stage={reading.stage} short />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {readings.length > shown && (
        <Button wide onClick={() => setShown(shown + FIRST)}>
          {t("history.more", { n: readings.length - shown })}
        </Button>
      )}
    </>
  );
};
