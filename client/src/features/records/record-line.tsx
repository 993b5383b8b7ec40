import { Link } from "@tanstack/react-router";
import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import type { RecordRow } from "../../data/rows.ts";
import { Stage } from "../../ui/clinical/stage.tsx";
import { useRefusalText } from "../../widgets/refusal-text.ts";
import { Fate, type Kept } from "./fate.tsx";
import styles from "./records.module.css";

interface Props {
  readonly record: RecordRow;
  /** What the relay says of it, where it did not enter by itself and there is a network. */
  readonly kept: Kept | undefined;
  readonly nowMs: number;
}

/** One record: what it is, when it was saved here, and the furthest stage there is evidence for. */
export const RecordLine = ({ record, kept, nowMs }: Props) => {
  const t = useText();
  const refusal = useRefusalText();
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
        <p data-testid="record-refusal">
          {refusal.happened(record.refusalCode ?? "unknown")}{" "}
          {kept?.state !== "accepted" && refusal.remedy(record.refusalCode ?? "unknown")}
        </p>
      )}
      {kept && <Fate kept={kept} />}
    </li>
  );
};
