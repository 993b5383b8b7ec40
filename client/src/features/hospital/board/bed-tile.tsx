import { BedSingle, CircleHelp, Clock, OctagonAlert, TriangleAlert } from "lucide-react";
import { memo } from "react";
import { useText } from "../../../app/use-text.ts";
import { useTimeText } from "../../../app/use-time-text.ts";
import { contextOf } from "../../../ui/clinical/person.ts";
import { Pressure, Vital } from "../../../ui/clinical/vital.tsx";
import styles from "./board.module.css";
import { countingValues, type Tile } from "./tile.ts";
import { useWarningText } from "./use-warning-text.ts";

const icons = {
  critical: OctagonAlert,
  disputed: CircleHelp,
  urgent: TriangleAlert,
  stale: Clock,
  calm: undefined,
  empty: BedSingle,
};
const fields = ["heartRate", "spo2", "respiratoryRate", "tempCx10"] as const;

interface Props {
  readonly tile: Tile;
  readonly nowMs: number;
  readonly onOpen: (tile: Tile) => void;
}

/** One bed: alarm in shape, word and colour; the newest values; and always how old they are. */
export const BedTile = memo(({ tile, nowMs, onOpen }: Props) => {
  const t = useText();
  const time = useTimeText();
  const warningText = useWarningText();
  const { place, row, grade } = tile;
  const Icon = icons[grade];
  const latest = row?.latest;
  const values = row && !tile.isStale ? countingValues(row, nowMs) : {};
  const context = row ? contextOf(row, nowMs) : {};
  const who = tile.patientId === undefined ? "" : (row?.name ?? t("board.unknownPatient"));
  return (
    <button
      type="button"
      className={styles.tile}
      data-grade={grade}
      data-testid="bed-tile"
      data-bed={place.bed}
      onClick={() => onOpen(tile)}
    >
      <span className={styles.head}>
        <strong className={styles.bed}>{place.name}</strong>
        <span className={styles.who}>{who}</span>
      </span>
      <span className={styles.grade} data-grade={grade}>
        {Icon && <Icon aria-hidden size={16} />}
        {t(`board.grade.${grade}`)}
      </span>
      {row && !tile.isStale && (
        <span className={styles.values}>
          {fields.map((field) =>
            values[field] === undefined ? null : (
              <Vital key={field} field={field} value={values[field]} context={context} withUnit />
            ),
          )}
          {values["systolic"] !== undefined && (
            <Pressure
              systolic={values["systolic"]}
              diastolic={values["diastolic"]}
              context={context}
              withUnit
            />
          )}
        </span>
      )}
      {tile.warning && <span className={styles.news}>{warningText(tile.warning)}</span>}
      {tile.patientId !== undefined && (
        <span className={styles.age}>
          {latest
            ? t("board.measured", { ago: time.ago(latest.measuredAtMs, nowMs) })
            : t("patients.noReadings")}
        </span>
      )}
    </button>
  );
});
BedTile.displayName = "BedTile";
