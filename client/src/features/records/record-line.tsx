import { Link } from "@tanstack/react-router";
import { useCodeText, useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import type { RecordRow } from "../../data/rows.ts";
import { Stage } from "../../ui/clinical/stage.tsx";
import styles from "./records.module.css";

/** One record: what it is, when it was saved here, and the furthest stage there is evidence for. */
export const RecordLine = ({ record, nowMs }: { readonly record: RecordRow; readonly nowMs: number }) => {
  const t = useText();
  const codeText = useCodeText();
  const time = useTimeText();
  return (
    <li className={styles.record} data-testid="record-row" data-stage={record.stage}>
      <div className={styles.top}>
        <Link to="/f/p/$pid" params={{ pid: record.patientId }} className={styles.name}>
          {record.patientName}
        </Link>
        <Stage stage={record.stage} />
      </div>
      <p className={styles.meta}>
        {t(`record.${record.what}`)} · {time.when(record.savedAtMs, nowMs)}
        {record.receivedAtMs !== undefined &&
          ` · ${t("record.receivedAt", { time: time.clock(record.receivedAtMs) })}`}
      </p>
      {record.stage === "refused" && (
        <p>{t("record.refused", { reason: codeText("code", record.refusalCode ?? "unknown") })}</p>
      )}
    </li>
  );
};
