import { useNow } from "../../app/use-now.ts";
import { useCodeText, useText } from "../../app/use-text.ts";
import type { DuplicateHit } from "../../data/app-data.ts";
import { Button } from "../../ui/button.tsx";
import { usePersonText } from "../../ui/clinical/use-person-text.ts";
import { Dialog } from "../../ui/dialog.tsx";
import stack from "../../ui/stack.module.css";
import styles from "./register.module.css";

interface Props {
  readonly hits: readonly DuplicateHit[];
  readonly canRegister: boolean;
  readonly onSame: (patientId: string) => void;
  readonly onDifferent: () => void;
  readonly onClose: () => void;
}

/** Shows who it may be and why. Opening the existing record is the big button: a second record is hard to undo. */
export const DuplicateDialog = ({ hits, canRegister, onSame, onDifferent, onClose }: Props) => {
  const t = useText();
  const codeText = useCodeText();
  const personText = usePersonText();
  const nowMs = useNow();
  return (
    <Dialog title={t("dup.title")} onClose={onClose}>
      <ul className={stack.stack}>
        {hits.map(({ patient, strength, reasons }) => (
          <li key={patient.id} className={styles.hit}>
            <p>
              <strong>
                {patient.name} {patient.nameLocal}
              </strong>
            </p>
            <p className={stack.muted}>
              {personText(patient, nowMs)}
              {patient.village && ` · ${patient.village}`}
            </p>
            <p className={styles.strength}>{t(`dup.strength.${strength}`)}</p>
            <ul className={styles.reasons}>
              {reasons.map(({ code, params }) => (
                <li key={code}>{codeText("dup", code, params)}</li>
              ))}
            </ul>
            <Button kind="primary" wide onClick={() => onSame(patient.id)} data-testid="dup-same">
              {t("dup.same")}
            </Button>
          </li>
        ))}
      </ul>
      <Button wide onClick={onDifferent} data-testid="dup-different">
        {t(canRegister ? "dup.different" : "dup.differentContinue")}
      </Button>
    </Dialog>
  );
};
