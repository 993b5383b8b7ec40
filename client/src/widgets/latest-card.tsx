import { vitalFields } from "@arogyasync/shared/vitals";
import { useText } from "../app/use-text.ts";
import { useTimeText } from "../app/use-time-text.ts";
import type { PatientRow } from "../data/rows.ts";
import { contextOf } from "../ui/clinical/person.ts";
import { isStale } from "../ui/clinical/severity.ts";
import { useVitalText } from "../ui/clinical/use-vital-text.ts";
import { Pressure, Vital } from "../ui/clinical/vital.tsx";
import stack from "../ui/stack.module.css";
import styles from "./patient.module.css";

/** The newest value of each vital with its own age: an old value is never shown as if it were now. */
export const LatestCard = ({ row, nowMs }: { readonly row: PatientRow; readonly nowMs: number }) => {
  const t = useText();
  const text = useVitalText();
  const time = useTimeText();
  const context = contextOf(row, nowMs);
  const { latest } = row;
  if (!latest)
    return (
      <section className={stack.card}>
        <h2>{t("patient.latest")}</h2>
        <p className={stack.muted}>{t("patients.noReadings")}</p>
      </section>
    );
  const fields = vitalFields.filter((field) => field !== "diastolic" && latest.values[field] !== undefined);
  const assumed = context.ageMonths === undefined;
  return (
    <section className={stack.card}>
      <h2>{t("patient.latest")}</h2>
      <dl className={styles.latest}>
        {fields.map((field) => {
          const atMs = latest.timesMs[field] ?? latest.measuredAtMs;
          const stale = isStale(atMs, nowMs);
          return (
            <div key={field} className={styles.vital} data-stale={stale}>
              <dt>
                {field === "systolic" ? t("step.pressure") : text.name(field)}{" "}
                <small>{text.unit(field)}</small>
              </dt>
              <dd>
                {field === "systolic" ? (
                  <Pressure
                    systolic={latest.values[field]}
                    diastolic={latest.values["diastolic"]}
                    context={context}
                  />
                ) : (
                  <Vital field={field} value={latest.values[field] ?? ""} context={context} />
                )}
              </dd>
              <dd className={styles.when}>
                {stale ? t("vital.oldAgo", { ago: time.ago(atMs, nowMs) }) : time.ago(atMs, nowMs)}
              </dd>
            </div>
          );
        })}
      </dl>
      {assumed && <p className={`${stack.muted} ${stack.small}`}>{t("vital.assumedAdult")}</p>}
      <p className={`${stack.muted} ${stack.small}`}>{t("vital.disclaimer")}</p>
    </section>
  );
};
