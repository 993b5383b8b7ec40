import { Delete } from "lucide-react";
import { useText } from "../../app/use-text.ts";
import styles from "./capture.module.css";
import type { CaptureAction } from "./update.ts";

interface Props {
  readonly hasPoint: boolean;
  readonly dispatch: (action: CaptureAction) => void;
}

const digits = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** Our own number pad: large keys in fixed places, whatever keyboard the phone has. */
export const Keys = ({ hasPoint, dispatch }: Props) => {
  const t = useText();
  const digit = (value: string) => (
    <button
      key={value}
      type="button"
      className={styles.key}
      data-testid={`key-${value}`}
      onClick={() => dispatch({ type: "digit", digit: value })}
    >
      {value}
    </button>
  );
  return (
    <div className={styles.keys} role="group" aria-label={t("capture.pad")}>
      {digits.map(digit)}
      <button
        type="button"
        className={styles.key}
        data-testid="key-back"
        aria-label={t("capture.erase")}
        onClick={() => dispatch({ type: "back" })}
      >
        <Delete aria-hidden size={28} />
      </button>
      {digit("0")}
      {hasPoint ? (
        <button
          type="button"
          className={styles.key}
          data-testid="key-point"
          aria-label={t("capture.point")}
          onClick={() => dispatch({ type: "point" })}
        >
          .
        </button>
      ) : (
        <span />
      )}
    </div>
  );
};
