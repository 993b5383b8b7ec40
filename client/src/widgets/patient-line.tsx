import { useNavigate } from "@tanstack/react-router";
import { memo, type MouseEvent, useCallback } from "react";
import { useText } from "../app/use-text.ts";
import { useTimeText } from "../app/use-time-text.ts";
import { hasTwoValues, type PatientRow } from "../data/rows.ts";
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
  readonly onOpen: (pid: string) => void;
}

/** Opens a patient's card or, with `toRecord`, the keypad for him: one function for a whole list. */
export const useOpenPatient = (toRecord: boolean): ((pid: string) => void) => {
  const navigate = useNavigate();
  return useCallback(
    (pid) => void navigate({ to: toRecord ? "/f/p/$pid/record" : "/f/p/$pid", params: { pid } }),
    [navigate, toRecord],
  );
};

/** A tap is ours; with another button or a key held, the browser opens its own window or tab. */
const isPlainClick = (event: MouseEvent): boolean =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

/**
 * One patient in a list: who, their latest vitals with their age, and where their records are. A plain anchor: the
 * router's own link follows every change of the router, at a cost that a list pays once a row.
 */
export const PatientLine = memo(({ row, nowMs, toRecord = false, onOpen }: Props) => {
  const t = useText();
  const time = useTimeText();
  const personText = usePersonText();
  const context = contextOf(row, nowMs);
  const { latest } = row;
  const shown = (["spo2", "heartRate", "tempCx10"] as const).filter(
    (field) => latest?.values[field] !== undefined,
  );
  return (
    <a
      href={`/f/p/${row.id}${toRecord ? "/record" : ""}`}
      onClick={(event) => {
        if (!isPlainClick(event)) return;
        event.preventDefault();
        onOpen(row.id);
      }}
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
        {hasTwoValues(row) && <span className={styles.facts}>{t("conflict.short")}</span>}
        {(row.readingCount > 0 || row.pendingCount > 0) && (
          <Stage stage={row.pendingCount > 0 ? "saved" : "received"} short />
        )}
      </span>
    </a>
  );
});
PatientLine.displayName = "PatientLine";
