import { CircleCheck, Info, OctagonAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./banner.module.css";

export type BannerTone = "danger" | "warn" | "info" | "good";
const icons = { danger: OctagonAlert, warn: TriangleAlert, info: Info, good: CircleCheck };

interface Props {
  readonly tone: BannerTone;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  /** `alert` interrupts a screen reader: only for what must be acted on now. */
  readonly role?: "alert" | "status";
  readonly "data-testid"?: string;
}

/** A message with its icon, so that colour is never alone. */
export const Banner = ({ tone, title, children, role, ...rest }: Props) => {
  const Icon = icons[tone];
  return (
    <div className={`${styles.banner} ${styles[tone]}`} role={role} {...rest}>
      <Icon aria-hidden size={24} />
      <div className={styles.body}>
        {title !== undefined && <p className={styles.title}>{title}</p>}
        {children}
      </div>
    </div>
  );
};
