import { type InputHTMLAttributes, type ReactNode, type TextareaHTMLAttributes, useId } from "react";
import styles from "./field.module.css";

interface Common {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  /** Something to look at again, which does not stop saving. */
  readonly warning?: string | undefined;
}

const describe = (id: string, { hint, error, warning }: Common): string | undefined =>
  [hint && `${id}-hint`, error && `${id}-error`, warning && `${id}-warning`].filter(Boolean).join(" ") ||
  undefined;

const Notes = ({
  id,
  hint,
  error,
  warning,
}: Pick<Common, "hint" | "error" | "warning"> & { readonly id: string }) => (
  <>
    {hint && (
      <p id={`${id}-hint`} className={styles.hint}>
        {hint}
      </p>
    )}
    {error && (
      <p id={`${id}-error`} className={styles.error} role="alert">
        {error}
      </p>
    )}
    {warning && (
      <p id={`${id}-warning`} className={styles.warning}>
        {warning}
      </p>
    )}
  </>
);

/** One labelled text input with its hint, error and warning tied to it. */
export const TextField = ({
  label,
  hint,
  error,
  warning,
  className,
  ...rest
}: Common & InputHTMLAttributes<HTMLInputElement>) => {
  const id = useId();
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className={[styles.input, className].filter(Boolean).join(" ")}
        aria-invalid={error ? true : undefined}
        aria-describedby={describe(id, { label, hint, error, warning })}
        {...rest}
      />
      <Notes id={id} hint={hint} error={error} warning={warning} />
    </div>
  );
};

export const TextArea = ({ label, hint, ...rest }: Common & TextareaHTMLAttributes<HTMLTextAreaElement>) => {
  const id = useId();
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <textarea id={id} className={styles.input} aria-describedby={describe(id, { label, hint })} {...rest} />
      <Notes id={id} hint={hint} />
    </div>
  );
};
