import { Link } from "@tanstack/react-router";
import { useText } from "../app/use-text.ts";
import { useTimeText } from "../app/use-time-text.ts";
import type { PatientRow } from "../data/rows.ts";
import { contextOf } from "../ui/clinical/person.ts";
import { isStale } from "../ui/clinical/severity.ts";
import { Stage } from "../ui/clinical/stage.tsx";
import { usePersonText } from "../ui/clinical/use-person-text.ts";
import { Pressure, Vital } from "../ui/clinical/vital.tsx";
import styles from "./patient-line.module.css";

interface Props {
  readonly row: PatientRow;
  readonly nowMs: number;
  /** Opens the keypad straight away instead of the card. */
  readonly toRecord?: boolean;
}

/** One patient in a list: who, their latest vitals with their age, and where their records are. */
export const PatientLine = ({ row, nowMs, toRecord = false }: Props) => {
  const t = useText();
  const time = useTimeText();
  const personText = usePersonText();
  const context = contextOf(row, nowMs);
  const { latest } = row;
  const shown = (["spo2", "heartRate", "tempCx10"] as const).filter(
    (field) => latest?.values[field] !== undefined,
  );
  return (
    <Link
      to={toRecord ? "/f/p/$pid/record" : "/f/p/$pid"}
      params={{ pid: row.id }}
      className={styles.line}
      data-testid="patient-row"
    >
      <span className={styles.name}>
        {row.name} {row.nameLocal && <span className={styles.local}>{row.nameLocal}</span>}
      </span>
      <span className={styles.facts}>
        {personText(row, nowMs)}
        {row.village && ` · ${row.village}`}
      </span>
      {latest ? (
        <span className={styles.vitals}>
          {latest.values["systolic"] !== undefined && (
            <Pressure
              systolic={latest.values["systolic"]}
              diastolic={latest.values["diastolic"]}
              context={context}
            />
          )}
          {shown.slice(0, 2).map((field) => (
            <Vital key={field} field={field} value={latest.values[field] ?? ""} context={context} withName />
          ))}
        </span>
      ) : (
        <span className={styles.facts}>{t("patients.noReadings")}</span>
      )}
      <span className={styles.side}>
        <span className={styles.facts}>{latest && time.ago(latest.measuredAtMs, nowMs)}</span>
        {latest && isStale(latest.measuredAtMs, nowMs) && (
          <span className={styles.facts}>{t("vital.old")}</span>
        )}
        {row.conflictCount > 0 && <span className={styles.facts}>{t("conflict.short")}</span>}
        {(row.readingCount > 0 || row.pendingCount > 0) && (
          <Stage stage={row.pendingCount > 0 ? "saved" : "received"} short />
        )}
      </span>
    </Link>
  );
};
