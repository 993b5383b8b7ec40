import { type ReactNode, type SelectHTMLAttributes, useId } from "react";
import styles from "./field.module.css";

/** A labelled choice of many. */
export const Select = ({
  label,
  ...rest
}: { readonly label: ReactNode } & SelectHTMLAttributes<HTMLSelectElement>) => {
  const id = useId();
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <select id={id} className={styles.input} {...rest} />
    </div>
  );
};
