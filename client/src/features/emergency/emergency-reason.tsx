import {
  type EmergencyCause,
  emergencyCauses,
  type EmergencyRecord,
  type LookupHit,
  openEmergency,
} from "@arogyasync/shared/api";
import { type FormEvent, useState } from "react";
import { useAsk } from "../../app/use-answer.ts";
import { useText } from "../../app/use-text.ts";
import { Button } from "../../ui/button.tsx";
import { Choices } from "../../ui/choices.tsx";
import { TextArea } from "../../ui/field.tsx";
import stack from "../../ui/stack.module.css";

/** Why this record is opened: it is written down before anything is shown. */
export const EmergencyReason = ({
  hit,
  onOpen,
}: {
  readonly hit: LookupHit;
  readonly onOpen: (record: EmergencyRecord) => void;
}) => {
  const t = useText();
  const { ask, isBusy, failure } = useAsk(openEmergency);
  const [cause, setCause] = useState<EmergencyCause>();
  const [note, setNote] = useState("");
  const isReady = cause !== undefined && note.trim().length >= 3;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (cause === undefined || !isReady) return;
    void ask({ patient: hit.patient, cause, note }).then((result) => result.ok && onOpen(result.value));
  };
  return (
    <form className={stack.card} onSubmit={submit}>
      <h2>{hit.name}</h2>
      <Choices
        legend={t("emergency.why")}
        value={cause}
        onChange={setCause}
        optionWidthPx={200}
        choices={emergencyCauses.map((value) => ({
          value,
          label: t(`emergency.cause.${value}`),
          testId: `emergency-${value}`,
        }))}
      />
      <TextArea
        label={t("emergency.note")}
        value={note}
        maxLength={400}
        onChange={(event) => setNote(event.target.value)}
        data-testid="emergency-note"
      />
      {failure !== undefined && <p role="alert">{failure}</p>}
      <div>
        <Button type="submit" kind="danger" disabled={!isReady || isBusy} data-testid="emergency-open">
          {t("emergency.open")}
        </Button>
      </div>
    </form>
  );
};
