import { Link } from "@tanstack/react-router";
import { List, Plus } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { useReadingClosed } from "../../../app/reading-closed.tsx";
import { useAppData, useLive } from "../../../app/use-live.ts";
import { useNow } from "../../../app/use-now.ts";
import { useText } from "../../../app/use-text.ts";
import { Button, buttonClass } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Empty } from "../../../ui/empty.tsx";
import { SelectField } from "../../../ui/select-field.tsx";
import stack from "../../../ui/stack.module.css";
import { AlertRail } from "./alert-rail.tsx";
import { BedDialog } from "./bed-dialog.tsx";
import { BedTile } from "./bed-tile.tsx";
import styles from "./board.module.css";
import { DisputeCards } from "./dispute-cards.tsx";
import { NewWard } from "./new-ward.tsx";
import { type Tile, wardTiles } from "./tile.ts";
import { useWardSave } from "./use-ward-save.ts";

/** The beds of one ward on one screen, the gravest first; alarms that nobody has seen beside them. */
export const BoardScreen = () => {
  const t = useText();
  const data = useAppData();
  const nowMs = useNow();
  const isClosed = useReadingClosed();
  const wards = useLive(data.wards);
  const page = useLive(data.ward);
  const rows = useMemo(() => new Map(page?.rows.map((row) => [row.id, row])), [page]);
  const [chosen, setChosen] = useState("");
  const [sort, setSort] = useState<"severity" | "bed">("severity");
  const [open, setOpen] = useState<Tile>();
  const [isMaking, setMaking] = useState(false);
  const ward = wards?.find(({ id }) => id === chosen) ?? wards?.[0];
  const tiles = useMemo(() => (ward ? wardTiles(ward, rows, sort, nowMs) : []), [ward, rows, sort, nowMs]);
  const onOpen = useCallback((tile: Tile) => setOpen(tile), []);
  const { save, isSaving } = useWardSave();
  const list = (
    <Link to="/w/list" className={buttonClass("quiet")} data-testid="ward-list-link">
      <List aria-hidden size={20} />
      {t("board.list")}
    </Link>
  );
  if (wards === undefined) return <p role="status">{t("app.opening")}</p>;
  if (!ward)
    return (
      <div className={stack.stack}>
        <div className={`${stack.row} ${stack.between}`}>
          <h1>{t("board.title")}</h1>
          {list}
        </div>
        {isClosed ? <Empty>{t("reading.closed.ward")}</Empty> : <NewWard />}
      </div>
    );
  return (
    <>
      <div className={styles.tools}>
        <h1>{ward.name}</h1>
        {wards.length > 1 && (
          <SelectField
            label={t("board.ward")}
            value={ward.id}
            options={wards.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(event) => setChosen(event.target.value)}
          />
        )}
        <Button onClick={() => setSort(sort === "bed" ? "severity" : "bed")} data-testid="board-sort">
          {t(sort === "bed" ? "board.sort.severity" : "board.sort.bed")}
        </Button>
        <Button
          kind="quiet"
          disabled={isSaving}
          onClick={() =>
            save({ type: "add-bed", wardId: ward.id, name: String(nextNumber(ward.beds.map((b) => b.name))) })
          }
        >
          <Plus aria-hidden size={20} />
          {t("board.addBed")}
        </Button>
        <Button kind="quiet" onClick={() => setMaking(true)}>
          {t("board.newWard")}
        </Button>
        {list}
      </div>
      <DisputeCards wards={wards} rows={rows} />
      <div className={styles.board}>
        <div className={styles.tiles}>
          {tiles.map((tile) => (
            <BedTile key={tile.place.bed} tile={tile} nowMs={nowMs} onOpen={onOpen} />
          ))}
        </div>
        <AlertRail tiles={tiles} nowMs={nowMs} />
      </div>
      <p className={`${stack.muted} ${stack.small}`}>{t("board.note")}</p>
      {open && <BedDialog tile={open} wards={wards} onClose={() => setOpen(undefined)} />}
      {isMaking && (
        <Dialog title={t("board.newWard")} onClose={() => setMaking(false)}>
          <NewWard onDone={() => setMaking(false)} />
          <Button onClick={() => setMaking(false)}>{t("action.cancel")}</Button>
        </Dialog>
      )}
    </>
  );
};

const nextNumber = (names: readonly string[]): number =>
  1 + Math.max(0, ...names.map(Number).filter(Number.isSafeInteger));
