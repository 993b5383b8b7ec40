import type { ReactNode } from "react";
import styles from "./empty.module.css";

/** Nothing to list: says so, and what to do next. */
export const Empty = ({ icon, children }: { readonly icon?: ReactNode; readonly children: ReactNode }) => (
  <div className={styles.empty}>
    {icon}
    {children}
  </div>
);
