import { type ReactNode, useId } from "react";
import styles from "./field.module.css";

export interface Choice<V extends string> {
  readonly value: V;
  readonly label: ReactNode;
  readonly testId?: string;
}

interface Props<V extends string> {
  readonly legend: ReactNode;
  readonly choices: readonly Choice<V>[];
  readonly value: V | undefined;
  readonly onChange: (value: V) => void;
  /** Narrowest option in px before the row wraps. */
  readonly optionWidthPx?: number;
}

/** One choice of a few, as radio buttons with the whole card tappable. */
export const Choices = <V extends string>({
  legend,
  choices,
  value,
  onChange,
  optionWidthPx = 96,
}: Props<V>) => {
  const name = useId();
  return (
    <fieldset className={styles.choices}>
      <legend>{legend}</legend>
      <div className={styles.options} style={{ ["--option-width" as string]: `${optionWidthPx}px` }}>
        {choices.map((choice) => (
          <label key={choice.value} className={styles.option}>
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={value === choice.value}
              onChange={() => onChange(choice.value)}
              data-testid={choice.testId}
            />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
};
