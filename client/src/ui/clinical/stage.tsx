import { Check, CheckCheck, TriangleAlert } from "lucide-react";
import { useText } from "../../app/use-text.ts";
import type { RecordRow } from "../../data/rows.ts";
import styles from "./stage.module.css";

const icons = { saved: Check, received: CheckCheck, refused: TriangleAlert };

interface Props {
  readonly stage: RecordRow["stage"];
  /** In tight rows the short word; the long one is then for screen readers. */
  readonly short?: boolean;
}

/** Where a record is known to be. Grey icon and word: where it is says nothing about how ill anyone is. */
export const Stage = ({ stage, short = false }: Props) => {
  const t = useText();
  const Icon = icons[stage];
  return (
    <span
      className={`${styles.stage} ${stage === "refused" ? styles.refused : ""}`}
      data-testid="stage"
      data-stage={stage}
    >
      <Icon aria-hidden size={18} />
      {short ? t(`stage.${stage}.short`) : t(`stage.${stage}`)}
    </span>
  );
};
