import { erasePatient, type ErasurePreview, previewErasure } from "@arogyasync/shared/api";
import { isPatientCode, patientCode } from "@arogyasync/shared/records";
import { type FormEvent, useState } from "react";
import { useAsk } from "../../app/use-answer.ts";
import { useText } from "../../app/use-text.ts";
import { Banner } from "../../ui/banner.tsx";
import { Button } from "../../ui/button.tsx";
import { TextArea, TextField } from "../../ui/field.tsx";
import stack from "../../ui/stack.module.css";
import { GoneList } from "./gone-list.tsx";
import { PatientPicker } from "./patient-picker.tsx";
import { useClinicNames } from "./use-clinic-names.ts";

const Confirm = ({
  preview,
  onDone,
  onCancel,
}: {
  readonly preview: ErasurePreview;
  readonly onDone: () => void;
  readonly onCancel: () => void;
}) => {
  const t = useText();
  const clinicNames = useClinicNames();
  const { ask, isBusy, failure } = useAsk(erasePatient);
  const [reason, setReason] = useState("");
  const [confirm, setConfirm] = useState("");
  const { patient, name, clinics, gone, devices } = preview;
  const isReady = reason.trim().length >= 3 && isPatientCode(patient, confirm);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) void ask({ patient, reason, confirm }).then((result) => result.ok && onDone());
  };
  return (
    <form className={stack.card} onSubmit={submit} data-testid="erase-confirm">
      <h2>{t("erase.whom", { name: name ?? "–" })}</h2>
      <p className={stack.muted}>{clinicNames(clinics)}</p>
      <p>{t("erase.gone")}</p>
      <GoneList gone={gone} />
      <p>{t("erase.devices", { n: devices })}</p>
      <p>{t("erase.remains")}</p>
      <Banner tone="danger" title={t("erase.final")} />
      <TextArea
        label={t("erase.reason")}
        hint={t("erase.reason.hint")}
        value={reason}
        maxLength={500}
        onChange={(event) => setReason(event.target.value)}
        data-testid="erase-reason"
      />
      <TextField
        label={t("erase.type", { code: patientCode(patient) })}
        value={confirm}
        autoComplete="off"
        autoCapitalize="characters"
        onChange={(event) => setConfirm(event.target.value)}
        error={failure}
        data-testid="erase-code"
      />
      <div className={stack.row}>
        <Button type="submit" kind="danger" disabled={!isReady || isBusy} data-testid="erase-do">
          {t(isBusy ? "erase.busy" : "erase.do")}
        </Button>
        <Button onClick={onCancel}>{t("action.cancel")}</Button>
      </div>
    </form>
  );
};

/** Erasing a patient by law: whose, what would go, why, and the record's code typed as a second confirmation. [TR30] */
export const EraseForm = ({
  patientId = "",
  onDone,
}: {
  readonly patientId?: string | undefined;
  readonly onDone: () => void;
}) => {
  const t = useText();
  const { ask, isBusy, failure } = useAsk(previewErasure);
  const [patient, setPatient] = useState(patientId);
  const [preview, setPreview] = useState<ErasurePreview>();
  if (preview)
    return (
      <Confirm
        preview={preview}
        onDone={() => {
          setPreview(undefined);
          setPatient("");
          onDone();
        }}
        onCancel={() => setPreview(undefined)}
      />
    );
  const look = (id: string): void =>
    void ask({ patient: id }).then((result) => result.ok && setPreview(result.value));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    look(patient.trim());
  };
  return (
    <form className={stack.card} onSubmit={submit}>
      <p>{t("erase.intro")}</p>
      <PatientPicker
        label={t("erase.patient")}
        value={patient}
        onText={setPatient}
        onChoose={(id) => {
          setPatient(id);
          look(id);
        }}
        error={failure}
        testId="erase-patient"
      />
      <div>
        <Button type="submit" disabled={isBusy || patient.trim() === ""} data-testid="erase-look">
          {t("erase.look")}
        </Button>
      </div>
    </form>
  );
};
