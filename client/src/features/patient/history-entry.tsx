import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useCodeText, useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import type { PatientDetail } from "../../data/app-data.ts";
import type { ReadingView } from "../../data/rows.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { contextOf } from "../../ui/clinical/person.ts";
import { ReadingValues } from "../../ui/clinical/reading-values.tsx";
import { Stage } from "../../ui/clinical/stage.tsx";
import styles from "../../widgets/patient.module.css";
import { RetractDialog } from "./retract-dialog.tsx";

interface Props {
  readonly reading: ReadingView;
  readonly detail: PatientDetail;
  readonly nowMs: number;
}

/** One reading with its author, its state in words and its stage; a tap offers to correct or withdraw it. */
export const HistoryEntry = ({ reading, detail, nowMs }: Props) => {
  const t = useText();
  const codeText = useCodeText();
  const time = useTimeText();
  const [open, setOpen] = useState(false);
  const [retracting, setRetracting] = useState(false);
  const stands = reading.state === "current" || reading.state === "rival";
  const skipped = Object.entries(reading.notMeasured);
  return (
    <li className={styles.entry} data-state={reading.state} data-testid="reading">
      <div className={styles.entryHead}>
        <strong>{time.when(reading.measuredAtMs, nowMs)}</strong>
        <Stage stage={reading.stage} short />
      </div>
      {reading.state !== "current" && <p className={styles.state}>{t(`reading.${reading.state}`)}</p>}
      <ReadingValues reading={reading} context={contextOf(detail.row, nowMs)} className={styles.values} />
      {skipped.length > 0 && (
        <p className={styles.note}>
          {t("reading.notMeasured", {
            list: skipped.map(([, reason]) => codeText("reason", reason)).join(", "),
          })}
        </p>
      )}
      {reading.supersedes !== undefined && (
        <p className={styles.note}>
          {t("reading.correction", { reason: codeText("reason", reading.reason ?? "") })}
        </p>
      )}
      {reading.state === "retracted" && reading.reason !== undefined && (
        <p className={styles.note}>{codeText("reason", reading.reason)}</p>
      )}
      {reading.note && <p className={styles.note}>“{reading.note}”</p>}
      <div className={styles.entryHead}>
        <span className={styles.note}>{t("reading.by", { author: reading.author })}</span>
        {stands && detail.rights.record && (
          <Button kind="quiet" aria-expanded={open} onClick={() => setOpen(!open)} data-testid="reading-menu">
            {t("reading.wrong")}
          </Button>
        )}
      </div>
      {open && reading.rivals.length > 0 && <p className={styles.note}>{t("reading.settles")}</p>}
      {open && (
        <div className={styles.actions}>
          <Link
            to="/f/p/$pid/record"
            params={{ pid: detail.row.id }}
            search={{ corrects: reading.id }}
            className={buttonClass()}
            data-testid="correct-open"
          >
            {t("correct.open")}
          </Link>
          <Button kind="danger" onClick={() => setRetracting(true)} data-testid="retract-open">
            {t("retract.open")}
          </Button>
        </div>
      )}
      {retracting && (
        <RetractDialog
          patientId={detail.row.id}
          readingId={reading.id}
          onClose={() => setRetracting(false)}
        />
      )}
    </li>
  );
};
