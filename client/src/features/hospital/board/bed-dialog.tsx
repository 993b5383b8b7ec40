import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useCodeText, useText } from "../../../app/use-text.ts";
import type { WardView } from "../../../data/ward.ts";
import { Button, buttonClass } from "../../../ui/button.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { TextField } from "../../../ui/field.tsx";
import { SelectField } from "../../../ui/select-field.tsx";
import stack from "../../../ui/stack.module.css";
import { FindPatient } from "./find-patient.tsx";
import type { Tile } from "./tile.ts";
import { useWardSave } from "./use-ward-save.ts";

interface Props {
  readonly tile: Tile;
  readonly wards: readonly WardView[];
  readonly onClose: () => void;
}

/** One bed: who lies there, where to move them, which sensors are at it, what it is called. */
export const BedDialog = ({ tile, wards, onClose }: Props) => {
  const t = useText();
  const codeText = useCodeText();
  const { place, patientId } = tile;
  const at = { wardId: tile.wardId, bed: place.bed };
  const [name, setName] = useState(place.name);
  const [sensor, setSensor] = useState("");
  const { save, isSaving, failed } = useWardSave(onClose);
  const free = wards.flatMap((ward) =>
    ward.beds
      .filter(({ patients }) => patients.every((is) => is === null))
      .map((one) => ({
        value: `${ward.id} ${one.bed}`,
        label: t("board.place", { ward: ward.name, bed: one.name }),
      })),
  );
  return (
    <Dialog title={`${t("board.bed", { bed: place.name })} ${tile.row?.name ?? ""}`} onClose={onClose}>
      {failed !== undefined && <p role="alert">{codeText("code", failed)}</p>}
      {tile.grade === "empty" && (
        <FindPatient onChoose={(id) => save({ type: "admit", at, patientId: id })} />
      )}
      {patientId !== undefined && (
        <>
          <Link
            to="/w/p/$pid"
            params={{ pid: patientId }}
            className={buttonClass("primary")}
            data-testid="bed-patient"
          >
            {t("board.openPatient")}
          </Link>
          {free.length > 0 && (
            <SelectField
              label={t("board.move")}
              value=""
              options={[{ value: "", label: t("board.move.choose") }, ...free]}
              disabled={isSaving}
              onChange={(event) => {
                const [wardId = "", bed = ""] = event.target.value.split(" ");
                save({ type: "move", from: at, to: { wardId, bed } });
              }}
              data-testid="bed-move"
            />
          )}
          <Button
            disabled={isSaving}
            onClick={() => save({ type: "discharge", at })}
            data-testid="bed-discharge"
          >
            {t("board.discharge")}
          </Button>
        </>
      )}
      <details>
        <summary>{t("board.more")}</summary>
        <div className={stack.stack}>
          {place.sensors.map((one) => (
            <Button
              key={one.sensor}
              disabled={isSaving}
              onClick={() => save({ type: "sensor", at, sensor: one.sensor, isThere: false })}
            >
              {t("board.sensor.remove", { sensor: one.sensor })}
            </Button>
          ))}
          <TextField
            label={t("board.sensor")}
            value={sensor}
            maxLength={64}
            onChange={(event) => setSensor(event.target.value)}
            data-testid="bed-sensor"
          />
          <Button
            disabled={isSaving || sensor === ""}
            onClick={() => save({ type: "sensor", at, sensor, isThere: true })}
            data-testid="bed-sensor-add"
          >
            {t("board.sensor.add")}
          </Button>
          <TextField
            label={t("board.bedName")}
            value={name}
            maxLength={40}
            onChange={(event) => setName(event.target.value)}
          />
          <Button
            disabled={isSaving || name === place.name}
            onClick={() => save({ type: "rename-bed", at, name })}
          >
            {t("board.rename")}
          </Button>
          {tile.grade === "empty" && (
            <Button kind="danger" disabled={isSaving} onClick={() => save({ type: "remove-bed", at })}>
              {t("board.removeBed")}
            </Button>
          )}
        </div>
      </details>
      <Button onClick={onClose} data-autofocus>
        {t("action.cancel")}
      </Button>
    </Dialog>
  );
};
