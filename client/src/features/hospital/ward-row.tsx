import { Link } from "@tanstack/react-router";
import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import { hasTwoValues, type PatientRow } from "../../data/rows.ts";
import { contextOf } from "../../ui/clinical/person.ts";
import { SeverityBadge } from "../../ui/clinical/severity-badge.tsx";
import { isStale } from "../../ui/clinical/severity.ts";
import { usePersonText } from "../../ui/clinical/use-person-text.ts";
import { Pressure, Vital } from "../../ui/clinical/vital.tsx";
import styles from "./ward-list.module.css";
import { rowSeverity } from "./ward-rows.ts";

const before = [
  ["heartRate", "heartRate", "hr"],
  ["spo2", "spo2", "spo2"],
] as const;
const after = [
  ["tempCx10", "temp", "temp"],
  ["respiratoryRate", "rr", "rr"],
] as const;

/** One patient: severity in shape, word and colour; values; and always how old they are. */
export const WardRow = ({ row, nowMs }: { readonly row: PatientRow; readonly nowMs: number }) => {
  const t = useText();
  const time = useTimeText();
  const personText = usePersonText();
  const context = contextOf(row, nowMs);
  const { latest } = row;
  const values = latest?.values ?? {};
  const stale = latest !== undefined && isStale(latest.measuredAtMs, nowMs);
  const cell = ([field, column, hue]: readonly [string, "heartRate" | "spo2" | "temp" | "rr", string]) => {
    const value = values[field];
    return (
      <span key={field} className={`${styles.cell} ${styles[hue]}`}>
        <span className={styles.label}>{t(`ward.column.${column}`)} </span>
        {value === undefined ? "–" : <Vital field={field} value={value} context={context} />}
      </span>
    );
  };
  return (
    <Link
      to="/w/p/$pid"
      params={{ pid: row.id }}
      className={styles.row}
      data-stale={stale}
      data-testid="ward-row"
    >
      <span className={styles.state}>
        <SeverityBadge severity={rowSeverity(row, nowMs)} />
      </span>
      <span className={styles.who}>
        {row.name} {row.nameLocal}
        <small>
          {personText(row, nowMs)}
          {row.village && ` · ${row.village}`}
          {hasTwoValues(row) && ` · ${t("conflict.short")}`}
        </small>
      </span>
      {before.map(cell)}
      <span className={`${styles.cell} ${styles.bp}`}>
        <span className={styles.label}>{t("ward.column.bp")} </span>
        {values["systolic"] === undefined && values["diastolic"] === undefined ? (
          "–"
        ) : (
          <Pressure systolic={values["systolic"]} diastolic={values["diastolic"]} context={context} />
        )}
      </span>
      {after.map(cell)}
      <span className={`${styles.age} ${stale ? styles.old : ""}`}>
        {latest === undefined
          ? t("patients.noReadings")
          : stale
            ? t("vital.oldAgo", { ago: time.ago(latest.measuredAtMs, nowMs) })
            : time.ago(latest.measuredAtMs, nowMs)}
      </span>
    </Link>
  );
};
