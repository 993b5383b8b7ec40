import { Link } from "@tanstack/react-router";
import { ArrowUp, CheckCheck, CloudOff, LoaderCircle, TriangleAlert } from "lucide-react";
import { useAppData, useLive } from "../app/use-live.ts";
import { useNow } from "../app/use-now.ts";
import { useText } from "../app/use-text.ts";
import { chipOf } from "./chip.ts";
import styles from "./status-chip.module.css";

const icons = {
  offline: CloudOff,
  done: CheckCheck,
  up: ArrowUp,
  attention: TriangleAlert,
  wait: LoaderCircle,
};

/** The state of sending in three words; tapping it opens "My records". */
export const StatusChip = () => {
  const t = useText();
  const nowMs = useNow();
  const chip = chipOf(useLive(useAppData().status), nowMs);
  const Icon = icons[chip.icon];
  return (
    <Link
      to="/f/sync"
      className={`${styles.chip} ${styles[chip.tone] ?? ""}`}
      data-testid="status-chip"
      data-tone={chip.tone}
    >
      <Icon aria-hidden size={20} />
      <span aria-live="polite">{t(chip.short, chip.values)}</span>
    </Link>
  );
};
