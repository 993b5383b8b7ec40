import type { EmergencyRecord } from "@arogyasync/shared/api";
import { useEffect } from "react";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import { Banner } from "../../ui/banner.tsx";
import { contextOf } from "../../ui/clinical/person.ts";
import { ReadingValues } from "../../ui/clinical/reading-values.tsx";
import { usePersonText } from "../../ui/clinical/use-person-text.ts";
import rows from "../../ui/rows.module.css";
import stack from "../../ui/stack.module.css";
import patient from "../../widgets/patient.module.css";
import { hitRow } from "./hit-row.ts";

interface Props {
  readonly record: EmergencyRecord;
  /** The hour is over: nothing stays on the screen. */
  readonly onOver: () => void;
}

/** The record as the relay answered it: read-only, kept nowhere, gone from the screen when the hour is over. [TR41] */
export const EmergencyRecordView = ({ record, onOver }: Props) => {
  const t = useText();
  const time = useTimeText();
  const nowMs = useNow();
  const personText = usePersonText();
  const { identity, identifiers, clinics, readings, careConsent, isCut, untilMs } = record;
  const isOver = nowMs >= untilMs;
  useEffect(() => {
    if (isOver) onOver();
  }, [isOver, onOver]);
  const row = hitRow(identity);
  const context = contextOf(row, nowMs);
  const facts = [identity["village"], identity["phone"], identifiers["card"], identifiers["abha"]];
  return (
    <article className={stack.stack} data-testid="emergency-record">
      <Banner tone="warn" title={t("emergency.until", { time: time.clock(untilMs) })}>
        <p>{t("emergency.until.long")}</p>
      </Banner>
      <header>
        <h2>
          {identity["name"]} <span className={patient.local}>{identity["nameLocal"]}</span>
        </h2>
        <p className={stack.muted}>
          {[personText(row, nowMs), ...facts, clinics.join(", ")].filter(Boolean).join(" · ")}
        </p>
      </header>
      {(careConsent === "refused" || careConsent === "withdrawn") && (
        <Banner tone="danger" title={t(`consent.means.care.${careConsent}`)} />
      )}
      <h3 className={stack.sub}>{t("patient.history", { n: readings.length })}</h3>
      <ul className={rows.list}>
        {readings.map((reading) => (
          <li key={reading.id} className={patient.entry} data-state={reading.state}>
            <p className={patient.entryHead}>
              <strong>{time.when(reading.measuredAtMs, nowMs)}</strong>
              <span className={rows.meta}>{t("reading.by", { author: reading.author })}</span>
            </p>
            <ReadingValues reading={reading} context={context} className={patient.values} />
            {reading.state !== "current" && <p className={patient.state}>{t(`reading.${reading.state}`)}</p>}
            {reading.note && <p className={patient.note}>“{reading.note}”</p>}
          </li>
        ))}
      </ul>
      {isCut && <p className={stack.muted}>{t("emergency.cutReadings")}</p>}
    </article>
  );
};
