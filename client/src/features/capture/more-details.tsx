import { useText } from "../../app/use-text.ts";
import { TextArea, TextField } from "../../ui/field.tsx";
import styles from "./review.module.css";

/** "2026-11-22T09:05" in the device's time zone → epoch ms, or undefined. */
export const localInstant = (text: string): number | undefined => {
  const ms = new Date(text).getTime();
  return Number.isNaN(ms) ? undefined : ms;
};

interface Props {
  readonly note: string;
  readonly onNote: (note: string) => void;
  readonly measuredAt: string;
  readonly onMeasuredAt: (local: string) => void;
  readonly error: string | undefined;
}

const NOTE_MAX = 500;

/** What most visits do not need: a note, and another time than now. */
export const MoreDetails = ({ note, onNote, measuredAt, onMeasuredAt, error }: Props) => {
  const t = useText();
  return (
    <details className={styles.more}>
      <summary>{t("review.more")}</summary>
      <TextArea
        label={t("review.note")}
        value={note}
        maxLength={NOTE_MAX}
        onChange={(event) => onNote(event.target.value)}
        data-testid="review-note"
      />
      <TextField
        type="datetime-local"
        label={t("review.measuredAt")}
        hint={t("review.measuredAt.hint")}
        error={error}
        value={measuredAt}
        onChange={(event) => onMeasuredAt(event.target.value)}
      />
    </details>
  );
};
