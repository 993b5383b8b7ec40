import { useText } from "../../../app/use-text.ts";
import { useTimeText } from "../../../app/use-time-text.ts";
import { Button } from "../../../ui/button.tsx";
import styles from "./board.module.css";
import type { Tile } from "./tile.ts";
import { useWardSave } from "./use-ward-save.ts";

/** Alarms that nobody has seen, newest first; "Seen" is told to every screen. */
export const AlertRail = ({ tiles, nowMs }: { readonly tiles: readonly Tile[]; readonly nowMs: number }) => {
  const t = useText();
  const time = useTimeText();
  const { save, isSaving } = useWardSave();
  const atMs = ({ row }: Tile): number => row?.latest?.measuredAtMs ?? 0;
  const due = tiles.filter(({ needsSeeing }) => needsSeeing).sort((a, b) => atMs(b) - atMs(a));
  return (
    <aside className={styles.rail} aria-label={t("board.alerts")}>
      <h2>{t("board.alerts.n", { n: due.length })}</h2>
      {due.map((tile) => (
        <div key={tile.place.bed} className={styles.alert} data-grade={tile.grade} data-testid="ward-alert">
          <span>
            <strong>{t("board.bed", { bed: tile.place.name })}</strong> {t(`board.grade.${tile.grade}`)}
            <br />
            {tile.row?.name} · {time.ago(atMs(tile), nowMs)}
          </span>
          <Button
            disabled={isSaving}
            onClick={() =>
              save({ type: "acknowledge", wardId: tile.wardId, patientId: tile.patientId ?? "" })
            }
            data-testid="alert-seen"
          >
            {t("board.seen")}
          </Button>
        </div>
      ))}
    </aside>
  );
};
