import { abhaWarning, formatAbha, normalisePhone } from "@arogyasync/shared/matching";
import type { PatientInput } from "../data/app-data.ts";
import type { MessageId } from "../locales/index.ts";
import { isoDay } from "../ui/clinical/person.ts";

/** What the form holds: text as typed. */
export interface IdentityForm {
  readonly name: string;
  readonly nameLocal: string;
  readonly sex: string;
  readonly ageYears: string;
  readonly birthDate: string;
  readonly phone: string;
  readonly relationName: string;
  readonly village: string;
  readonly card: string;
  readonly abha: string;
}
export type FormField = keyof IdentityForm;

export const emptyForm: IdentityForm = {
  name: "",
  nameLocal: "",
  sex: "",
  ageYears: "",
  birthDate: "",
  phone: "",
  relationName: "",
  village: "",
  card: "",
  abha: "",
};

export type FormNotes = Partial<Record<FormField, MessageId>>;
const MAX_AGE_YEARS = 125;

/** What stops saving, per field. `birthDate` makes an age unnecessary. */
export const formErrors = (form: IdentityForm, nowMs: number): FormNotes => {
  const errors: FormNotes = {};
  if (form.name.trim() === "") errors.name = "register.error.name";
  if (form.sex === "") errors.sex = "register.error.sex";
  if (form.birthDate !== "") {
    if (form.birthDate > isoDay(nowMs) || form.birthDate < "1890-01-01")
      errors.birthDate = "register.error.birthDate";
  } else if (!/^\d{1,3}$/.test(form.ageYears.trim()) || Number(form.ageYears) > MAX_AGE_YEARS)
    errors.ageYears = form.ageYears.trim() === "" ? "register.error.age" : "register.error.ageNumber";
  if (form.phone.trim() !== "" && normalisePhone(form.phone) === undefined)
    errors.phone = "register.error.phone";
  if (form.abha.trim() !== "" && abhaWarning(form.abha) === "not-14-digits")
    errors.abha = "register.error.abha";
  return errors;
};

/** What is worth a second look and does not stop saving. */
export const formWarnings = (form: IdentityForm): FormNotes =>
  form.abha.trim() !== "" && abhaWarning(form.abha) === "check-digit" ? { abha: "register.warn.abha" } : {};

const filled = (values: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "",
    ),
  );

/** The form as the data layer takes it: empty fields left out, numbers normalised, the age with its day. */
export const inputOf = (form: IdentityForm, nowMs: number): PatientInput => {
  const age =
    form.birthDate === "" && /^\d+$/.test(form.ageYears.trim()) ? String(Number(form.ageYears)) : undefined;
  return {
    identity: filled({
      name: form.name.trim(),
      nameLocal: form.nameLocal.trim(),
      sex: form.sex,
      birthDate: form.birthDate,
      ageYears: age,
      ageAsOf: age === undefined ? undefined : isoDay(nowMs),
      phone: normalisePhone(form.phone) ?? form.phone.trim(),
      relationName: form.relationName.trim(),
      village: form.village.trim(),
    }),
    identifiers: filled({ card: form.card.trim(), abha: formatAbha(form.abha) ?? form.abha.trim() }),
  };
};

/** The form of a registered patient, for editing. */
export const formOf = (
  identity: Readonly<Record<string, string>>,
  identifiers: Readonly<Record<string, string>>,
): IdentityForm => ({
  ...emptyForm,
  ...Object.fromEntries(Object.keys(emptyForm).map((key) => [key, identity[key] ?? identifiers[key] ?? ""])),
});

/** Identity fields that differ; a cleared one is sent as the empty string. An age carries its new day along. */
export const changesOf = (
  before: IdentityForm,
  after: IdentityForm,
  nowMs: number,
): Record<string, string> => {
  const changes: Record<string, string> = {};
  const was = inputOf(before, nowMs).identity;
  const is = inputOf(after, nowMs).identity;
  for (const key of new Set([...Object.keys(was), ...Object.keys(is)]))
    if (key !== "ageAsOf" && was[key] !== is[key]) changes[key] = is[key] ?? "";
  if (changes["ageYears"] !== undefined && changes["ageYears"] !== "") changes["ageAsOf"] = isoDay(nowMs);
  return changes;
};
