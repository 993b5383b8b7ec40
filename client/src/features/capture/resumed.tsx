import { useText } from "../../app/use-text.ts";
import { useTimeText } from "../../app/use-time-text.ts";
import styles from "./capture.module.css";

interface Props {
  readonly keptAtMs: number;
  readonly onStartOver: () => void;
}

/** Says that numbers on this screen were typed earlier: they may belong to another moment. */
export const Resumed = ({ keptAtMs, onStartOver }: Props) => {
  const t = useText();
  const time = useTimeText();
  return (
    <p className={styles.resumed} role="status">
      {t("draft.resumed", { time: time.clock(keptAtMs) })}
      <button type="button" onClick={onStartOver} data-testid="draft-start-over">
        {t("draft.startOver")}
      </button>
    </p>
  );
};
