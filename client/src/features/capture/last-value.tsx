import { useReadingClosed } from "../../app/reading-closed.tsx";
import { useNow } from "../../app/use-now.ts";
import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import { useVitalText } from "../../ui/clinical/use-vital-text.ts";
import type { LatestVitals } from "../../data/rows.ts";
import styles from "./capture.module.css";
import { type StepId, stepFields } from "../../widgets/steps.ts";

interface Props {
  readonly step: StepId;
  readonly latest: LatestVitals | undefined;
}

/** What it was last time and when: the best check against a slipped digit. */
export const LastValue = ({ step, latest }: Props) => {
  const t = useText();
  const text = useVitalText();
  const time = useTimeText();
  const nowMs = useNow();
  const isClosed = useReadingClosed();
  const present = stepFields[step].filter((field) => latest?.values[field] !== undefined);
  const [first] = present;
  if (isClosed) return <p className={styles.hint}>{t("reading.closed.last")}</p>;
  if (latest === undefined || first === undefined)
    return <p className={styles.hint}>{t("capture.noLast")}</p>;
  const value = present
    .map((field) => text.value(field, latest.values[field] ?? ""))
    .join(step === "pressure" ? "/" : ", ");
  const when = time.when(latest.timesMs[first] ?? latest.measuredAtMs, nowMs);
  return <p className={styles.hint}>{t("capture.last", { value, when })}</p>;
};
