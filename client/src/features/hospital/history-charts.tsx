import { useMemo, useState } from "react";
import type { VitalContext } from "@arogyasync/shared/vitals";
import { vitalDefinitions } from "@arogyasync/shared/vitals";
import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import { useNow } from "../../app/use-now.ts";
import type { ReadingView } from "../../data/rows.ts";
import { useVitalText } from "../../ui/clinical/use-vital-text.ts";
import stack from "../../ui/stack.module.css";
import { type Panel, chartData } from "./chart-data.ts";
import styles from "./history-charts.module.css";
import { TrendChart } from "./trend-chart.tsx";

interface Props {
  readonly readings: readonly ReadingView[];
  readonly context: VitalContext;
}

/** Stacked panels over one time axis, with the value under the cursor in words. */
const HistoryCharts = ({ readings, context }: Props) => {
  const t = useText();
  const text = useVitalText();
  const time = useTimeText();
  const nowMs = useNow();
  const [hover, setHover] = useState<number>();
  const data = useMemo(() => chartData(readings, context), [readings, context]);
  const at = hover === undefined ? undefined : data.timesS[hover];
  const name = (panel: Panel): string => (panel.id === "pressure" ? t("step.pressure") : text.name(panel.id));
  const unit = (panel: Panel): string => vitalDefinitions[panel.series[0]?.field ?? "heartRate"].unit;
  const valueAt = (panel: Panel, index: number): string =>
    panel.series.map(({ values, struck }) => values[index] ?? struck[index] ?? "–").join("/");
  const summary = (panel: Panel): string => {
    const values = panel.series.flatMap((series) => series.values.filter((value) => value !== null));
    return t("chart.summary", {
      name: name(panel),
      n: panel.series[0]?.values.filter((value) => value !== null).length ?? 0,
      low: values.length === 0 ? "–" : Math.min(...values),
      high: values.length === 0 ? "–" : Math.max(...values),
      unit: unit(panel),
    });
  };
  return (
    <div className={styles.panels}>
      <p className={stack.muted}>{at === undefined ? t("chart.hint") : time.when(at * 1000, nowMs)}</p>
      {data.panels.map((panel) => (
        <figure key={panel.id} className={styles.panel}>
          <figcaption className={styles.caption}>
            <strong style={{ color: `var(${panel.color})` }}>{name(panel)}</strong>
            <span className={stack.muted}>{unit(panel)}</span>
            {panel.usual !== "" && (
              <span className={stack.muted}>{t("chart.usual", { range: panel.usual })}</span>
            )}
            {hover !== undefined && <span className="numeral">{valueAt(panel, hover)}</span>}
          </figcaption>
          <TrendChart timesS={data.timesS} panel={panel} summary={summary(panel)} onHover={setHover} />
        </figure>
      ))}
      <p className={`${stack.muted} ${stack.small}`}>{t("chart.legend")}</p>
    </div>
  );
};

export default HistoryCharts;
