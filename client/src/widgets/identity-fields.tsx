import { useText } from "../app/use-text.ts";
import { Choices } from "../ui/choices.tsx";
import { TextField } from "../ui/field.tsx";
import stack from "../ui/stack.module.css";
import type { FormField, FormNotes, IdentityForm } from "./identity-form.ts";

interface Props {
  readonly form: IdentityForm;
  readonly errors: FormNotes;
  readonly warnings: FormNotes;
  readonly onChange: (field: FormField, value: string) => void;
  /** Test id of a field's input. */
  readonly testId: (field: string) => string;
  readonly withIdentifiers: boolean;
}

const sexes = ["female", "male", "other"] as const;

/** The fields of a person, the needed ones first. */
export const IdentityFields = ({ form, errors, warnings, onChange, testId, withIdentifiers }: Props) => {
  const t = useText();
  const note = (notes: FormNotes, field: FormField): string | undefined => {
    const id = notes[field];
    return id === undefined ? undefined : t(id);
  };
  const bind = (field: FormField) => ({
    label: t(`identity.${field}`),
    value: form[field],
    error: note(errors, field),
    warning: note(warnings, field),
    onChange: (event: { target: { value: string } }) => onChange(field, event.target.value),
    "data-testid": testId(field),
    autoComplete: "off",
  });
  return (
    <div className={stack.stack}>
      <TextField {...bind("name")} autoCapitalize="words" />
      <TextField {...bind("nameLocal")} hint={t("register.localHint")} />
      <Choices
        legend={t("identity.sex")}
        value={sexes.find((sex) => sex === form.sex)}
        onChange={(sex) => onChange("sex", sex)}
        choices={sexes.map((value) => ({ value, label: t(`sex.${value}`), testId: testId(`sex-${value}`) }))}
      />
      {errors.sex && <p role="alert">{note(errors, "sex")}</p>}
      <div className={stack.row} style={{ alignItems: "start" }}>
        <div className={stack.grow}>
          <TextField
            {...bind("ageYears")}
            inputMode="numeric"
            hint={t("register.ageHint")}
            disabled={form.birthDate !== ""}
          />
        </div>
        <div className={stack.grow}>
          <TextField {...bind("birthDate")} type="date" hint={t("register.birthHint")} />
        </div>
      </div>
      <TextField {...bind("phone")} type="tel" inputMode="tel" hint={t("register.phoneHint")} />
      <TextField {...bind("village")} autoCapitalize="words" />
      <TextField {...bind("relationName")} autoCapitalize="words" hint={t("register.relationHint")} />
      {withIdentifiers && (
        <>
          <TextField {...bind("card")} autoCapitalize="characters" />
          <TextField {...bind("abha")} inputMode="numeric" hint={t("register.abhaHint")} />
        </>
      )}
    </div>
  );
};
