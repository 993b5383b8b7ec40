import { useState } from "react";
import { useText } from "../../app/use-text.ts";
import type { PatientDetail } from "../../data/app-data.ts";
import { Button } from "../../ui/button.tsx";
import stack from "../../ui/stack.module.css";
import { HistoryEntry } from "./history-entry.tsx";
import styles from "../../widgets/patient.module.css";

const FIRST = 10;

/** Every reading, newest first; what was corrected or withdrawn stays, struck through. [RC6] */
export const History = ({ detail, nowMs }: { readonly detail: PatientDetail; readonly nowMs: number }) => {
  const t = useText();
  const [shown, setShown] = useState(FIRST);
  const { readings } = detail;
  if (readings.length === 0) return null;
  return (
    <section className={stack.stack}>
      <h2>{t("patient.history", { n: readings.length })}</h2>
      <ul className={styles.entries}>
        {readings.slice(0, shown).map((reading) => (
          <HistoryEntry key={reading.id} reading={reading} detail={detail} nowMs={nowMs} />
        ))}
      </ul>
      {readings.length > shown && (
        <Button wide onClick={() => setShown(shown + 50)}>
          {t("history.more", { n: readings.length - shown })}
        </Button>
      )}
    </section>
  );
};
