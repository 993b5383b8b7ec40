import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useLanguage } from "../../app/language.tsx";
import { intlLocales } from "../../locales/index.ts";
import type { Panel } from "./chart-data.ts";
import styles from "./history-charts.module.css";

interface Props {
  readonly timesS: number[];
  readonly panel: Panel;
  /** What the chart shows, in words. */
  readonly summary: string;
  readonly onHover: (index: number | undefined) => void;
}

const HEIGHT_PX = 130;
const SYNC_KEY = "history";

/** The one place that knows the chart library. Redrawn when data, size, language or theme change. */
export const TrendChart = ({ timesS, panel, summary, onHover }: Props) => {
  const ref = useRef<HTMLDivElement>(null);
  const { language } = useLanguage();
  useEffect(() => {
    const host = ref.current;
    if (!host) return undefined;
    let plot: uPlot | undefined;
    const draw = (): void => {
      plot?.destroy();
      plot = new uPlot(
        options(panel, host.clientWidth, intlLocales[language], onHover),
        [timesS, ...panel.series.flatMap(({ values, struck }) => [values, struck])],
        host,
      );
    };
    draw();
    const resize = new ResizeObserver(() => plot?.setSize({ width: host.clientWidth, height: HEIGHT_PX }));
    resize.observe(host);
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => {
      resize.disconnect();
      theme.disconnect();
      plot?.destroy();
    };
  }, [timesS, panel, language, onHover]);
  return <div ref={ref} className={styles.chart} role="img" aria-label={summary} />;
};

const options = (
  { color: colorName, series, band }: Panel,
  width: number,
  locale: string,
  onHover: (index: number | undefined) => void,
): uPlot.Options => {
  const look = getComputedStyle(document.documentElement);
  const token = (name: string): string => look.getPropertyValue(name).trim();
  const color = token(colorName);
  const muted = token("--muted");
  const axis = {
    stroke: muted,
    grid: { stroke: token("--line"), width: 1 },
    ticks: { stroke: token("--line"), width: 1 },
  };
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
  const minute = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
  return {
    width,
    height: HEIGHT_PX,
    legend: { show: false },
    cursor: { sync: { key: SYNC_KEY }, y: false, drag: { x: false, y: false } },
    scales: {
      x: {
        // From the times themselves: a single time is widened by uPlot to years before it is handed in here.
        range: ({ data: [times] }) => {
          const from = times[0] ?? 0;
          const to = times.at(-1) ?? from;
          const air = Math.max((to - from) * 0.02, from === to ? 1800 : 60);
          return [from - air, to + air];
        },
      },
      y: {
        // The usual range is always in view, with a little air, so that "far from usual" looks far.
        range: (_plot, low, high) => {
          const from = Math.min(low ?? Number.POSITIVE_INFINITY, band?.low ?? Number.POSITIVE_INFINITY);
          const bandHigh = band && Number.isFinite(band.high) ? band.high : Number.NEGATIVE_INFINITY;
          const to = Math.max(high ?? Number.NEGATIVE_INFINITY, bandHigh);
          const air = Math.max(1, (to - from) * 0.1);
          return [from - air, to + air];
        },
      },
    },
    axes: [
      {
        ...axis,
        values: (_plot, splits, _axis, _space, step) =>
          splits.map((second) => (step >= 86_400 ? day : minute).format(second * 1000)),
      },
      { ...axis, size: 44, space: 22 },
    ],
    series: [
      {},
      ...series.flatMap((_one, index): uPlot.Series[] => [
        {
          stroke: color,
          width: 2,
          spanGaps: true,
          points: { size: 6, fill: color },
          ...(index > 0 ? { dash: [6, 4] } : {}),
        },
        {
          stroke: muted,
          width: 0,
          points: { show: true, size: 9, stroke: muted, fill: token("--surface") },
          paths: () => null,
        },
      ]),
    ],
    hooks: {
      drawClear: [
        (plot) => {
          if (!band) return;
          const { left, top, width: wide, height } = plot.bbox;
          const y = (value: number): number =>
            Math.min(top + height, Math.max(top, plot.valToPos(value, "y", true)));
          const upper = Number.isFinite(band.high) ? y(band.high) : top;
          plot.ctx.fillStyle = token("--neutral");
          plot.ctx.fillRect(left, upper, wide, y(band.low) - upper);
        },
      ],
      setCursor: [(plot) => onHover(plot.cursor.idx ?? undefined)],
    },
  };
};
