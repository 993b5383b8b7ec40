import { Check, Minus, OctagonAlert, TriangleAlert } from "lucide-react";
import { useText } from "../../app/use-text.ts";
import type { Severity } from "./severity.ts";
import styles from "./vital.module.css";

const icons = { critical: OctagonAlert, abnormal: TriangleAlert, normal: Check, none: Minus };

/** Shape, word and colour together; "normal" is a quiet tick. */
export const SeverityBadge = ({ severity }: { readonly severity: Severity }) => {
  const t = useText();
  const Icon = icons[severity];
  return (
    <span className={styles.badge} data-severity={severity}>
      <Icon aria-hidden size={16} />
      {t(`severity.${severity}`)}
    </span>
  );
};
