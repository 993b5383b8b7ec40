import { accessKinds } from "@arogyasync/shared/access";
import { type FormEvent, useState } from "react";
import { useText } from "../../app/use-text.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import stack from "../../ui/stack.module.css";
import { PatientPicker } from "./patient-picker.tsx";
import type { AccessFilter } from "./use-access-pages.ts";

/** By patient, by person, by kind. Set `key` to the filter, so that one chosen in the list appears here. */
export const AccessFilterForm = ({
  filter,
  onFilter,
}: {
  readonly filter: AccessFilter;
  readonly onFilter: (filter: AccessFilter) => void;
}) => {
  const t = useText();
  const [patient, setPatient] = useState(filter.patient ?? "");
  const [person, setPerson] = useState(filter.person ?? "");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const { patient: _patient, person: _person, ...rest } = filter;
    onFilter({
      ...rest,
      ...(patient.trim() === "" ? {} : { patient: patient.trim() }),
      ...(person.trim() === "" ? {} : { person: person.trim() }),
    });
  };
  const choose = (value: string): void => {
    const { what: _what, ...rest } = filter;
    const what = accessKinds.find((kind) => kind === value);
    onFilter(what === undefined ? rest : { ...rest, what });
  };
  return (
    <form className={stack.card} onSubmit={submit}>
      <div className={stack.row}>
        <div className={stack.grow}>
          <TextField
            label={t("access.filter.person")}
            value={person}
            maxLength={64}
            autoComplete="off"
            onChange={(event) => setPerson(event.target.value)}
            data-testid="access-person"
          />
        </div>
        <div className={stack.grow}>
          <PatientPicker
            label={t("access.filter.patient")}
            value={patient}
            onText={setPatient}
            onChoose={(id) => onFilter({ ...filter, patient: id })}
            testId="access-patient"
          />
        </div>
        <div className={stack.grow}>
          <SelectField
            label={t("access.filter.what")}
            value={filter.what ?? ""}
            onChange={(event) => choose(event.target.value)}
            options={[
              { value: "", label: t("access.filter.all") },
              ...accessKinds.map((kind) => ({ value: kind, label: t(`access.what.${kind}`) })),
            ]}
          />
        </div>
      </div>
      <div className={stack.row}>
        <Button type="submit" data-testid="access-show">
          {t("access.filter.show")}
        </Button>
        {Object.keys(filter).length > 0 && (
          <Button kind="quiet" onClick={() => onFilter({})}>
            {t("access.filter.clear")}
          </Button>
        )}
      </div>
    </form>
  );
};
