import { ArrowLeft, X } from "lucide-react";
import { useText } from "../../app/use-text.ts";
import { useNow } from "../../app/use-now.ts";
import type { PatientRow } from "../../data/rows.ts";
import { usePersonText } from "../../ui/clinical/use-person-text.ts";
import styles from "./capture.module.css";
import { type Capture, isReview } from "./model.ts";
import page from "../../ui/page.module.css";

interface Props {
  readonly row: PatientRow;
  readonly capture: Capture;
  readonly isCorrection: boolean;
  readonly onBack: () => void;
  readonly onLeave: () => void;
}

/** Whose vitals these are, always in sight, and how far along. */
export const CaptureHeader = ({ row, capture, isCorrection, onBack, onLeave }: Props) => {
  const t = useText();
  const nowMs = useNow();
  const personText = usePersonText();
  const total = capture.steps.length;
  const stateOf = (index: number): string =>
    index < capture.at ? "done" : index === capture.at ? "now" : "todo";
  return (
    <>
      <header className={styles.header}>
        <button
          type="button"
          className={page.round}
          onClick={onBack}
          aria-label={t("nav.back")}
          data-testid="capture-back"
        >
          <ArrowLeft aria-hidden size={24} />
        </button>
        <p className={styles.who}>
          <strong>{row.nameLocal ? `${row.name} · ${row.nameLocal}` : row.name}</strong>
          {isCorrection ? t("capture.correcting") : personText(row, nowMs)}
        </p>
        <span className="numeral">{isReview(capture) ? "" : `${capture.at + 1}/${total}`}</span>
        <button type="button" className={page.round} onClick={onLeave} aria-label={t("nav.close")}>
          <X aria-hidden size={24} />
        </button>
      </header>
      <div
        className={styles.progress}
        role="progressbar"
        aria-label={t("capture.progress")}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={Math.min(capture.at, total)}
      >
        {capture.steps.map((step, index) => (
          <i key={step} data-state={stateOf(index)} />
        ))}
      </div>
    </>
  );
};
