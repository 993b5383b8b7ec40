import { useCodeText, useText } from "../../../app/use-text.ts";
import type { PatientRow } from "../../../data/rows.ts";
import type { Place, WardView } from "../../../data/ward.ts";
import { Banner } from "../../../ui/banner.tsx";
import { Button } from "../../../ui/button.tsx";
import stack from "../../../ui/stack.module.css";
import { type Dispute, disputesOf } from "./disputes.ts";
import { useWardSave } from "./use-ward-save.ts";

interface Props {
  readonly wards: readonly WardView[];
  readonly rows: ReadonlyMap<string, PatientRow>;
}

/** What was said twice at the same time, with both answers: a person chooses. */
export const DisputeCards = ({ wards, rows }: Props) => {
  const t = useText();
  const codeText = useCodeText();
  const { save, isSaving, failed } = useWardSave();
  const person = (id: string | null): string =>
    id === null ? t("board.nobody") : (rows.get(id)?.name ?? t("board.unknownPatient"));
  const place = ({ wardId, bed }: Place): string => {
    const ward = wards.find(({ id }) => id === wardId);
    const name = ward?.beds.find((one) => one.bed === bed)?.name ?? bed;
    return t("board.place", { ward: ward?.name ?? "", bed: name });
  };
  const title = (dispute: Dispute): string => {
    switch (dispute.kind) {
      case "bed":
        return t("board.dispute.bed", { place: place(dispute.at) });
      case "patient":
        return t("board.dispute.patient", { name: person(dispute.patientId) });
      case "sensor":
        return t("board.dispute.sensor", { sensor: dispute.sensor });
    }
  };
  const choices = (dispute: Dispute) =>
    dispute.kind === "bed"
      ? dispute.patients.map((patientId) => ({
          label: person(patientId),
          command: { type: "settle-bed", at: dispute.at, patientId } as const,
        }))
      : dispute.places.map((keep) => ({
          label: place(keep),
          command:
            dispute.kind === "patient"
              ? ({ type: "settle-patient", patientId: dispute.patientId, keep } as const)
              : ({ type: "settle-sensor", sensor: dispute.sensor, keep } as const),
        }));
  return disputesOf(wards).map((dispute) => (
    <div key={title(dispute)} data-testid={`dispute-${dispute.kind}`}>
      <Banner tone="warn" title={title(dispute)}>
        <p>{t("board.dispute.why")}</p>
        {failed !== undefined && <p role="alert">{codeText("code", failed)}</p>}
        <p className={stack.row}>
          {choices(dispute).map(({ label, command }) => (
            <Button
              key={label}
              disabled={isSaving}
              onClick={() => save(command)}
              data-testid="dispute-choice"
            >
              {label}
            </Button>
          ))}
        </p>
      </Banner>
    </div>
  ));
};
