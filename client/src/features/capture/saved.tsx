import { CircleCheck } from "lucide-react";
import { useEffect, useRef } from "react";
import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import type { PatientRow } from "../../data/rows.ts";
import { Button } from "../../ui/button.tsx";
import stack from "../../ui/stack.module.css";
import styles from "./review.module.css";

interface Props {
  readonly row: PatientRow;
  readonly savedAtMs: number;
  readonly onNextPatient: () => void;
  readonly onPatient: () => void;
}

/** Shown only once the device really has it. */
export const Saved = ({ row, savedAtMs, onNextPatient, onPatient }: Props) => {
  const t = useText();
  const time = useTimeText();
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return (
    <div className={styles.saved}>
      <div ref={ref} tabIndex={-1} className={styles.done} role="status" data-testid="saved-banner">
        <strong>
          <CircleCheck aria-hidden size={32} />
          {t("save.done", { time: time.clock(savedAtMs) })}
        </strong>
        <p>{row.nameLocal ? `${row.name} · ${row.nameLocal}` : row.name}</p>
        <p className={stack.muted}>{t("save.done.long")}</p>
      </div>
      <div className={stack.stack}>
        <Button kind="primary" wide onClick={onNextPatient} data-testid="next-patient">
          {t("save.nextPatient")}
        </Button>
        <Button wide onClick={onPatient} data-testid="saved-patient">
          {t("save.patientCard")}
        </Button>
      </div>
    </div>
  );
};
