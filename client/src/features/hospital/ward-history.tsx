import { Suspense, lazy, useMemo, useState } from "react";
import { useText } from "../../app/use-text.ts";
import type { PatientDetail } from "../../data/app-data.ts";
import { contextOf } from "../../ui/clinical/person.ts";
import stack from "../../ui/stack.module.css";
import { HistoryTable } from "./history-table.tsx";
import styles from "./hospital.module.css";

// The chart library is loaded with the first chart, not with the list.
const HistoryCharts = lazy(() => import("./history-charts.tsx"));

const DAY_MS = 86_400_000;
const ranges = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS, all: Number.POSITIVE_INFINITY } as const;
type Range = keyof typeof ranges;

/** The history over a chosen range, ending at the newest reading; chart or table, the same readings in both. */
export const WardHistory = ({
  detail,
  nowMs,
}: {
  readonly detail: PatientDetail;
  readonly nowMs: number;
}) => {
  const t = useText();
  const [range, setRange] = useState<Range>("month");
  const [view, setView] = useState<"chart" | "table">("chart");
  const { readings, row } = detail;
  const newestMs = readings[0]?.measuredAtMs ?? nowMs;
  const shown = useMemo(
    () => readings.filter(({ measuredAtMs }) => measuredAtMs >= newestMs - ranges[range]),
    [readings, newestMs, range],
  );
  const context = useMemo(() => contextOf(row, nowMs), [row, nowMs]);
  return (
    <section className={stack.card} data-testid="ward-history">
      <div className={`${stack.row} ${stack.between}`}>
        <h2>{t("patient.history", { n: readings.length })}</h2>
        <div className={styles.chips} role="group" aria-label={t("history.range")}>
          {(Object.keys(ranges) as Range[]).map((one) => (
            <button
              key={one}
              type="button"
              className={styles.chip}
              aria-pressed={range === one}
              onClick={() => setRange(one)}
            >
              {t(`history.range.${one}`)}
            </button>
          ))}
        </div>
        <div className={styles.chips} role="group" aria-label={t("history.view")}>
          {(["chart", "table"] as const).map((one) => (
            <button
              key={one}
              type="button"
              className={styles.chip}
              aria-pressed={view === one}
              onClick={() => setView(one)}
              data-testid={`history-${one}`}
            >
              {t(`history.view.${one}`)}
            </button>
          ))}
        </div>
      </div>
      {readings.length === 0 && <p className={stack.muted}>{t("patients.noReadings")}</p>}
      {readings.length > 0 && view === "chart" && (
        <Suspense fallback={<p role="status">{t("app.opening")}</p>}>
          <HistoryCharts readings={shown} context={context} />
        </Suspense>
      )}
      {readings.length > 0 && view === "table" && (
        <HistoryTable readings={shown} context={context} nowMs={nowMs} />
      )}
    </section>
  );
};
