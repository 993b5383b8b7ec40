import { type IntegerVitalField, interpretVital } from "@arogyasync/shared/vitals";
import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import type { PatientDetail } from "../../data/app-data.ts";
import { contextOf } from "../../ui/clinical/person.ts";
import { Trend } from "../../ui/clinical/trend.tsx";
import { useVitalText } from "../../ui/clinical/use-vital-text.ts";
import stack from "../../ui/stack.module.css";
import styles from "../../widgets/patient.module.css";

const charted: readonly (readonly [IntegerVitalField, string])[] = [
  ["systolic", "var(--bp)"],
  ["heartRate", "var(--hr)"],
  ["spo2", "var(--spo2)"],
];
const POINTS = 30;

/** Small lines of the last readings; only readings that stand. */
export const Trends = ({ detail, nowMs }: { readonly detail: PatientDetail; readonly nowMs: number }) => {
  const t = useText();
  const text = useVitalText();
  const time = useTimeText();
  const context = contextOf(detail.row, nowMs);
  const standing = detail.readings.filter(({ state }) => state === "current" || state === "rival");
  const charts = charted.flatMap(([field, color]) => {
    const points = standing
      .flatMap(({ measuredAtMs, values }) => {
        const value = values[field];
        return typeof value === "number" ? [{ atMs: measuredAtMs, value }] : [];
      })
      .slice(0, POINTS);
    return points.length < 2 ? [] : [{ field, color, points }];
  });
  if (charts.length === 0) return null;
  return (
    <section className={stack.card}>
      <h2>{t("patient.trend")}</h2>
      <div className={styles.trends}>
        {charts.map(({ field, color, points }) => {
          const values = points.map(({ value }) => value);
          const range = {
            low: text.value(field, Math.min(...values)),
            high: text.value(field, Math.max(...values)),
          };
          const usual = interpretVital(field, values[0] ?? 0, context)?.band;
          const from = points.at(-1)?.atMs ?? nowMs;
          return (
            <figure key={field} className={styles.trend}>
              <figcaption>
                <strong style={{ color }}>{text.name(field)}</strong>
                <span className={stack.muted}>{t("trend.range", { ...range, unit: text.unit(field) })}</span>
              </figcaption>
              <Trend
                points={points}
                color={color}
                band={usual && { low: usual.normalLow, high: usual.normalHigh }}
                summary={t("trend.summary", {
                  name: text.name(field),
                  n: points.length,
                  from: time.date(from),
                  last: text.value(field, values[0] ?? 0),
                  ...range,
                })}
              />
            </figure>
          );
        })}
      </div>
      <p className={`${stack.muted} ${stack.small}`}>{t("trend.band")}</p>
    </section>
  );
};
