import { myQuarantine } from "@arogyasync/shared/api";
import { useState } from "react";
import { useAnswer } from "../../app/use-answer.ts";
import { useAppData, useLive } from "../../app/use-live.ts";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";
import stack from "../../ui/stack.module.css";
import { chipOf } from "../../widgets/chip.ts";
import { ClockWarning } from "../../widgets/clock-warning.tsx";
import { StatusChip } from "../../widgets/status-chip.tsx";
import { HandedIn } from "./handed-in.tsx";
import { RecordLine } from "./record-line.tsx";
import styles from "./records.module.css";
import { SendNow } from "./send-now.tsx";
import { StorageBox } from "../../widgets/storage-box.tsx";

const FIRST = 50;

/** Every record of this device and where it is known to be. */
export const RecordsScreen = () => {
  const t = useText();
  const time = useTimeText();
  const nowMs = useNow();
  const data = useAppData();
  const status = useLive(data.status);
  const records = useLive(data.records);
  const [shown, setShown] = useState(FIRST);
  const chip = chipOf(status, nowMs);
  const { answer } = useAnswer(myQuarantine, {});
  const kept = answer.state === "ok" ? answer.value.changes : [];
  const here = new Set(records.map(({ hash }) => hash));
  const count = (stage: string): number => records.filter((record) => record.stage === stage).length;
  return (
    <div className={stack.stack}>
      <header className={`${stack.row} ${stack.between}`}>
        <h1>{t("records.title")}</h1>
        <StatusChip />
      </header>
      <section className={stack.card}>
        <p>
          {t(chip.long, {
            ...chip.values,
            time: status.retryAtMs === undefined ? "none" : time.clock(status.retryAtMs),
          })}
        </p>
        <p className={stack.muted}>
          {status.lastContactMs === undefined
            ? t("records.noContact")
            : t("records.lastContact", { when: time.when(status.lastContactMs, nowMs) })}
        </p>
        <dl className={styles.counts}>
          <Count
            name={t("stage.saved")}
            note={t("records.notSent")}
            value={status.isCounted ? status.pendingCount : undefined}
          />
          <Count name={t("stage.received")} value={count("received")} />
          {status.refusedCount > 0 && <Count name={t("stage.refused")} value={status.refusedCount} />}
        </dl>
        <SendNow />
      </section>
      <ClockWarning />
      <StorageBox />
      <HandedIn changes={kept.filter(({ hash, isHandedIn }) => isHandedIn && !here.has(hash))} />
      <section className={stack.stack}>
        <h2>{t("records.list")}</h2>
        {records.length === 0 && <Empty>{t("records.empty")}</Empty>}
        <ul className={styles.list}>
          {records.slice(0, shown).map((record) => (
            <RecordLine
              key={record.key}
              record={record}
              kept={kept.find(({ hash }) => hash === record.hash)}
              nowMs={nowMs}
            />
          ))}
        </ul>
        {records.length > shown && (
          <Button wide onClick={() => setShown(shown + FIRST)}>
            {t("history.more", { n: records.length - shown })}
          </Button>
        )}
      </section>
    </div>
  );
};

const Count = ({
  name,
  note,
  value,
}: {
  readonly name: string;
  readonly note?: string;
  /** Undefined: not counted yet. */
  readonly value: number | undefined;
}) => (
  <div className={styles.count}>
    <dt>
      {name}
      {note && <span className={stack.muted}> · {note}</span>}
    </dt>
    <dd className="numeral">{value ?? "…"}</dd>
  </div>
);
