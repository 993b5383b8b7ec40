import styles from "./trend.module.css";

export interface TrendPoint {
  readonly atMs: number;
  readonly value: number;
}

interface Props {
  readonly points: readonly TrendPoint[];
  /** The usual range, drawn behind. */
  readonly band: { readonly low: number; readonly high: number } | undefined;
  readonly summary: string;
  readonly color: string;
}

const WIDTH = 300;
const HEIGHT = 64;
const PAD = 5;

/** A small line of one vital over time; the summary says in words what it shows. */
export const Trend = ({ points, band, summary, color }: Props) => {
  const values = points.map(({ value }) => value);
  const low = Math.min(...values, band?.low ?? Number.POSITIVE_INFINITY);
  const high = Math.max(
    ...values,
    Number.isFinite(band?.high ?? 0) ? (band?.high ?? Number.NEGATIVE_INFINITY) : low,
  );
  const first = Math.min(...points.map(({ atMs }) => atMs));
  const span = Math.max(...points.map(({ atMs }) => atMs)) - first || 1;
  const x = (atMs: number) => PAD + ((atMs - first) / span) * (WIDTH - 2 * PAD);
  const y = (value: number) => HEIGHT - PAD - ((value - low) / (high - low || 1)) * (HEIGHT - 2 * PAD);
  const ordered = [...points].sort((a, b) => a.atMs - b.atMs);
  const last = ordered.at(-1);
  const bandTop = band ? y(Math.min(band.high, high)) : 0;
  return (
    <svg
      role="img"
      aria-label={summary}
      className={styles.trend}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      style={{ color }}
    >
      {band && (
        <rect
          className={styles.band}
          x={0}
          width={WIDTH}
          y={bandTop}
          height={Math.max(0, y(band.low) - bandTop)}
        />
      )}
      <polyline
        className={styles.line}
        points={ordered.map(({ atMs, value }) => `${x(atMs)},${y(value)}`).join(" ")}
      />
      {last && <circle className={styles.dot} cx={x(last.atMs)} cy={y(last.value)} r={3.5} />}
    </svg>
  );
};
